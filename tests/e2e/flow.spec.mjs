// A half-year's scoring from end to end, by people who sit at it at the same time: two officers, their
// commanders, the head, the standing office and the chair, each in a browser of his own that stays open from
// the first step to the last. The steps build on each other.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { afterEach } from 'node:test'
import { checkPage, mainText, sheets, submit, test, thidua, useServer } from './harness.mjs'

const world = useServer({ sample: 'training-blank' })
afterEach(() => world.sound())

const PERIOD = '/cum/cum-mau/2020-H1'
const CROSS = `${PERIOD}/kiem-tra-cheo`
const STEPS = `${PERIOD}/thong-qua`
const name = (place) => `Ban CHQS huyện ${place}`
const slug = { damsay: 'ban-chqs-huyen-dam-say', thacmay: 'ban-chqs-huyen-thac-may', own: 'ban-chqs-huyen-ea-mrang' }
const others = ['ban-chqs-huyen-dam-say', 'ban-chqs-huyen-doi-xanh', 'ban-chqs-huyen-suoi-bac']
const gridOf = (unit) => `${PERIOD}/phieu/${slug[unit]}/tu-cham`
const verifyOf = (unit) => `${PERIOD}/tham-dinh/${slug[unit] ?? unit}`
const FIGURE = `${verifyOf('thacmay')}/I.1`

/** Result, own points and evidence of each criterion, top to bottom; the bonus is not typed. */
const RESULTS = {
    damsay: `98,9 8|A 6|B 4,8|96 7,84|74 11,84|A 10|0 10|98 4,97|101 8|B 5,6|A 5|560 -|A 5|0 0|Đạt 2`,
    thacmay: `97,3 7,94|A 6|B 4,8|98,2 8|71 11,36|A 10|0 10|98,5 5|100 8|B 5,6|A 5|480 -|A 5|2 2|Đạt 2`,
}
const block = (unit) => RESULTS[unit].split('|').map((row) => {
    const [actual, points] = row.split(' ')
    return `${actual}\t${points === '-' ? '' : points}\tBáo cáo số 12, sổ theo dõi\n`
}).join('')

const who = {} // one open page for each person
let broken = null
/** A step of the walk; after one that failed the others have nothing to stand on. */
const step = (title, body) => test(title, async () => {
    assert.equal(broken, null, 'an earlier step failed')
    broken = title
    await body(who)
    broken = null
})

const field = (page, of) => page.locator(`[name="${of}"]`)
const value = (page, of) => field(page, of).inputValue()
const primary = (page) => submit(page, page.locator('main form .primary'))

async function add(login, role, ...words) {
    const made = await thidua('user', 'add', login, '--name', `Tài khoản mẫu ${login}`, '--role', role,
        ...words, '--data', world.data, '--json')
    assert.equal(made.status, 0, made.stderr)
    world.accounts.set(login, { login, ...JSON.parse(made.stdout) })
}

/** Waits until the grid has said that all is saved. */
async function saved(page) {
    await page.waitForFunction(() => !document.querySelector('.scoregrid td.saving, .scoregrid td.dirty')
        && /^Đã lưu/.test(document.querySelector('.grid-foot [role=status]').textContent))
}

/** Puts text on a paste event, as a spreadsheet does. */
async function paste(page, at, text) {
    await field(page, at).focus()
    await page.evaluate((copied) => {
        const data = new DataTransfer()
        data.setData('text/plain', copied)
        document.activeElement.dispatchEvent(new ClipboardEvent('paste',
            { clipboardData: data, bubbles: true, cancelable: true }))
    }, text)
    await saved(page)
}

async function enterGrid(page, at, text) {
    await field(page, at).fill(text)
    await page.keyboard.press('Enter')
}

/** One decision in the verification's grid, of the stage that the page offers or that is asked for. */
async function decide(page, unit, code, points, reason, stage) {
    await page.goto(verifyOf(unit) + (stage ? `?buoc=${stage}` : ''))
    await field(page, `points.${code}`).fill(points)
    await field(page, `reason.${code}`).fill(reason)
    await submit(page, page.locator('button[form=grid]'))
    assert.equal(await page.locator('.faults').count(), 0, await mainText(page))
}

async function agreeWithAll(page, unit, stage) {
    await page.goto(`${verifyOf(unit)}/dong-y?buoc=${stage}`)
    await submit(page, page.locator('main form button'))
    assert.match(await page.locator('.notice').innerText(), /tiêu chí/)
}

step('everybody signs in, each in a browser of his own', async () => {
    await add('chihuydamsay', 'commander', '--cluster', 'cum-mau', '--unit', slug.damsay)
    await add('thacmayhai', 'unit', '--cluster', 'cum-mau', '--unit', slug.thacmay)
    await add('thuongtruchai', 'office')
    const people = ['head', 'office', 'chair', 'reader', 'damsay', 'thacmay', 'chihuydamsay', 'chihuythacmay',
        'thacmayhai', 'thuongtruchai']
    for (const one of people) who[one] = await world.signIn(one)
})

step('the head takes in the table and locks it', async ({ head }) => {
    await head.goto(`${PERIOD}/tieu-chi/nhap`)
    await head.locator('[name=file]').setInputFiles(join(sheets, 'tieu-chi-2020.xlsx'))
    await head.check('#khong-mat')
    await submit(head, head.locator('main form[enctype] button'))
    await head.goto(`${PERIOD}/tieu-chi/khoa`)
    await primary(head)
    await head.goto(`${PERIOD}/tieu-chi`)
    assert.match(await mainText(head), /Đã khóa/i)
})

step('two officers score themselves while the head takes in the other sheets', async ({ head, damsay, thacmay }) => {
    await Promise.all([damsay.goto(gridOf('damsay')), thacmay.goto(gridOf('thacmay')), head.goto(`${PERIOD}/nhap-phieu`)])
    await Promise.all([
        paste(damsay, 'actual.I.1', block('damsay')),
        paste(thacmay, 'actual.I.1', block('thacmay')),
        (async () => {
            await head.locator('#tep').setInputFiles(['ea-mrang', 'suoi-bac', 'doi-xanh']
                .map((unit) => join(sheets, `tu-cham-${unit}-6T2020.xlsx`)))
            await head.check('#khong-mat')
            await primary(head)
            await submit(head, head.locator('main button.primary'))
            assert.match(await head.locator('.notice').innerText(), /giá trị/)
        })(),
    ])
    for (const [page, unit, last] of [[damsay, 'damsay', '560'], [thacmay, 'thacmay', '480']]) {
        await page.reload()
        assert.equal(await value(page, 'actual.V.2'), last, unit)
        assert.equal(await value(page, 'points.VI.3'), '2,00', unit)
    }
    await checkPage(thacmay, 'flow-grid')
})

step('two officers of one unit on one cell: told apart, neither loses', async ({ thacmay, thacmayhai }) => {
    await thacmayhai.goto(gridOf('thacmay'))
    await enterGrid(thacmay, 'actual.II.2', '72')
    await saved(thacmay)
    await enterGrid(thacmayhai, 'actual.II.2', '71,5')
    const fault = thacmayhai.locator('[data-fault="actual.II.2"]')
    await fault.waitFor()
    assert.match(await fault.innerText(), /vừa ghi “72”/)
    assert.equal(await value(thacmayhai, 'actual.II.2'), '71,5')
    await fault.locator('[data-choose=take]').click()
    assert.equal(await value(thacmayhai, 'actual.II.2'), '72')
    await enterGrid(thacmay, 'actual.II.2', '71')
    await saved(thacmay)
})

step('before all have sent nobody sees another’s points, and is told who has not', async ({ damsay, reader, head }) => {
    await Promise.all([damsay, reader, head].map((page) => page.goto(`${PERIOD}/xep-thu`)))
    const text = await mainText(damsay)
    assert.match(text, /Chưa gửi đủ: .*Thác Mây/)
    assert.equal(await damsay.locator('table.ranks tbody tr').count(), 1)
    assert.doesNotMatch(await damsay.content(), /97,78|96,85/)
    for (const unit of ['thacmay', 'own']) {
        assert.equal((await damsay.goto(verifyOf(unit))).status(), 403, unit)
    }
    await head.goto(gridOf('thacmay'))
    assert.doesNotMatch(await mainText(head), /97,3/, 'a draft is the unit’s own')
})

/** What the grid's page offers who may send. */
async function send(page) {
    await submit(page, page.locator('#gui button'))
    assert.match(await mainText(page), /Đã gửi Cụm \d+ giá trị/)
}

step('an officer lays before his commander, who sends; a small office sends by itself', async (all) => {
    const { damsay, thacmay, chihuythacmay } = all
    await Promise.all([damsay.goto(gridOf('damsay')), thacmay.goto(gridOf('thacmay'))])
    assert.equal(await thacmay.locator('form[action$="/gui"]').count(), 0, 'an officer does not send')
    await thacmay.locator('#trinh').click()
    await primary(thacmay)
    assert.match(await mainText(thacmay), /Đã trình chỉ huy/)
    await chihuythacmay.goto('/')
    await chihuythacmay.locator('main a[href*="/trinh/"]').first().click()
    await chihuythacmay.locator('main a.primary').click()
    await chihuythacmay.waitForURL(/tu-cham/)
    await Promise.all([send(damsay), send(chihuythacmay)])
    await damsay.goto(`${PERIOD}/xep-thu`)
    assert.doesNotMatch(await mainText(damsay), /Chưa gửi đủ/)
    assert.equal(await damsay.locator('table.ranks tbody tr').count(), 5)
    await checkPage(damsay, 'flow-all-sent')
})

step('the head draws who checks whom; the drawn unit enters, its commander sends', async (all) => {
    const { head, damsay, chihuydamsay, thacmay } = all
    await head.goto(`${CROSS}/boc-tham`)
    await head.fill('#seed', '27182818')
    await head.fill('#seed_source', 'Xổ số công khai ngày 15/6/2020')
    await head.fill('#named', ['Đồi Xanh', 'Ea M’Rang', 'Suối Bạc']
        .map((place) => `${name('Đầm Sậy')} > ${name(place)}: đã phối hợp công tác`).join('\n'))
    await primary(head)
    assert.match(await mainText(head), /kết quả trùng khớp/)
    const sheet = `${CROSS}/phieu/${slug.thacmay}`
    await damsay.goto(sheet)
    await field(damsay, 'points.I.1').fill('7,9')
    await field(damsay, 'seen.I.1').selectOption('yes')
    await field(damsay, 'reason.I.1').fill('Kiểm tra thực tế tại đơn vị')
    await submit(damsay, damsay.locator('.grid-foot button'))
    assert.match(await mainText(damsay), /Đã lưu nháp 1 tiêu chí/)
    assert.notEqual((await thacmay.goto(sheet)).status(), 500)
    assert.equal(await field(thacmay, 'points.I.1').count(), 0, 'the checked unit has no part in it')
    await chihuydamsay.goto(sheet)
    await submit(chihuydamsay, chihuydamsay.locator('form[action$="/gui"] button'))
    assert.match(await mainText(chihuydamsay), /Đã gửi kết quả kiểm tra chéo/)
    await head.goto(`${CROSS}/chenh-lech`)
    assert.match(await mainText(head), /Thác Mây/)
    await checkPage(head, 'flow-differences')
})

step('the head agrees with all that agrees and decides one otherwise, with a reason', async ({ head }) => {
    for (const unit of ['thacmay', ...others]) await agreeWithAll(head, unit, 'accepted')
    await head.goto(verifyOf('thacmay'))
    await field(head, 'points.I.1').fill('7,80')
    await field(head, 'reason.I.1').fill('')
    await submit(head, head.locator('button[form=grid]'))
    assert.match(await mainText(head), /I\.1: .*lý do/)
    await decide(head, 'thacmay', 'I.1', '7,80', 'Theo biên bản số 7')
    await checkPage(head, 'flow-verified')
})

step('the head’s own unit is the office’s; two at once on one row: neither loses', async (all) => {
    const { head, office, thuongtruchai } = all
    await head.goto(verifyOf('own'))
    assert.match(await mainText(head), /không thẩm định điểm của đơn vị mình/)
    assert.equal(await head.locator('[name^="points."]').count(), 0)
    const address = `${verifyOf('own')}?buoc=office`
    await agreeWithAll(office, 'own', 'office')
    await Promise.all([office.goto(address), thuongtruchai.goto(address)])
    const fill = async (page, points, reason) => {
        await field(page, 'points.I.2').fill(points)
        await field(page, 'reason.I.2').fill(reason)
    }
    await fill(office, '5,5', 'Đối chiếu sổ gốc')
    await fill(thuongtruchai, '5', 'Thiếu một biên bản')
    await submit(office, office.locator('button[form=grid]'))
    await submit(thuongtruchai, thuongtruchai.locator('button[form=grid]'))
    assert.match(await thuongtruchai.locator('.faults').innerText(), /I\.2: .*5,50/)
    assert.equal(await value(thuongtruchai, 'points.I.2'), '5', 'what was typed stays')
    await checkPage(thuongtruchai, 'flow-conflict')
    await office.reload()
    assert.equal(await value(office, 'points.I.2'), '5,50', 'and what was stored as well')
})

step('a unit objects, its commander sends it, the head answers', async ({ thacmay, chihuythacmay, head }) => {
    await thacmay.goto(FIGURE)
    await thacmay.click('text=Kiến nghị về điểm')
    await thacmay.fill('#asks', 'Đề nghị công nhận 7,90 điểm')
    await thacmay.fill('#body', 'Phiếu kiểm tra chéo ghi 7,90 điểm.')
    await primary(thacmay)
    const thread = new URL(thacmay.url()).pathname
    await chihuythacmay.goto(thread)
    await submit(chihuythacmay, chihuythacmay.locator('button[value=open]'))
    assert.match(await mainText(chihuythacmay), /Chờ cơ quan thẩm định/)
    await head.goto('/')
    await head.click('text=1 kiến nghị về điểm chờ ý kiến')
    assert.equal(new URL(head.url()).pathname, thread)
    await checkPage(head, 'flow-dispute')
    await head.fill('#body', 'Đúng theo phiếu kiểm tra chéo.')
    await head.fill('#points', '7,9')
    await submit(head, head.locator('button[value=change]'))
    assert.match(await mainText(head), /Đã giải quyết: điều chỉnh/)
    await thacmay.goto(thread)
    assert.match(await mainText(thacmay), /Đã giải quyết: điều chỉnh/)
})

step('the office verifies, the meeting votes, the chair approves', async ({ office, head, chair }) => {
    for (const unit of ['thacmay', ...others]) await agreeWithAll(office, unit, 'office')
    await decide(office, 'thacmay', 'I.1', '7,92', 'Đối chiếu sổ gốc', 'office')
    await decide(head, 'thacmay', 'I.1', '7,91', 'Hội nghị thống nhất', 'meeting')
    await head.goto(`${STEPS}/bieu-quyet`)
    await head.fill('#held_on', '26/6/2020')
    await head.fill('#number', '07/BB-CTĐ')
    await head.check('input[name=manner][value=hands]')
    await head.fill('#yes', '5')
    await primary(head)
    assert.match(await head.locator('.notice').innerText(), /thông qua kết quả/)
    await chair.goto(STEPS)
    await checkPage(chair, 'flow-adopted')
    await chair.goto(`${STEPS}/phe-duyet`)
    await chair.fill('#number', '112/QĐ')
    await chair.fill('#held_on', '30/6/2020')
    await chair.fill('#body', 'Hội đồng Thi đua – Khen thưởng')
    await primary(chair)
    assert.match(await mainText(chair), /Cấp trên đã phê duyệt/)
    assert.match(await mainText(chair), /tạm tính/)
})

step('one figure tells all its stages; the ranking its places, totals and that they are provisional', async (all) => {
    const { thacmay, reader } = all
    await Promise.all([thacmay.goto(FIGURE), reader.goto(`${PERIOD}/xep-thu`)])
    const told = await mainText(thacmay)
    for (const [stage, points] of [['[Tt]ự chấm', '7,94'], ['[Kk]iểm tra chéo', '7,90'], ['Cụm trưởng', '7,80'],
        ['Cụm trưởng', '7,90'], ['Cơ quan thường trực', '7,92'], ['[Hh]ội nghị', '7,91']]) {
        assert.match(told, new RegExp(`${stage}[^.]*?${points}`), `${stage} ${points}`)
    }
    await checkPage(thacmay, 'flow-why')
    const list = await mainText(reader)
    assert.match(list, /[Tt]ạm tính/)
    assert.equal(await reader.locator('table.ranks tbody tr').count(), 5)
    for (let place = 1; place <= 5; place++) {
        const row = reader.locator('table.ranks tbody tr').nth(place - 1)
        assert.match(await row.innerText(), new RegExp(`^${place}\\s.*\\d\\d,\\d\\d`, 's'))
    }
    await checkPage(reader, 'flow-ranking')
})

step('the office closes; whoever had a form open is refused, and no form is left', async (all) => {
    const { office, head, thacmay, chihuythacmay, damsay, thuongtruchai } = all
    await Promise.all([head.goto(verifyOf('thacmay')), office.goto(`${PERIOD}/chot-ky`)])
    await field(head, 'points.I.2').fill('1')
    await field(head, 'reason.I.2').fill('Sau khi chốt')
    await office.fill('#reason', 'Biên bản hội nghị số 7')
    await office.check('#confirm')
    await submit(office, office.locator('main form .danger'))
    assert.match(await mainText(office), /Đã chốt kỳ/)
    assert.match(await mainText(office), /mã băm [0-9a-f]{64}/)
    await checkPage(office, 'flow-closed')

    await submit(head, head.locator('button[form=grid]'))
    assert.match(await mainText(head), /Kỳ này đã chốt/)
    // The row that had been refused for another's sake was left open all the while.
    await submit(thuongtruchai, thuongtruchai.locator('button[form=grid]'))
    assert.match(await mainText(thuongtruchai), /Kỳ này đã chốt/)

    const places = [verifyOf('thacmay'), `${verifyOf('thacmay')}/phan-hoi`, gridOf('thacmay'), `${PERIOD}/nhap-phieu`, STEPS,
        CROSS, `${PERIOD}/tieu-chi/quy-uoc`, `${PERIOD}/tham-dinh/y-kien`, `${CROSS}/phieu/${slug.thacmay}`, FIGURE]
    const left = []
    await Promise.all([head, thacmay, chihuythacmay, damsay].map(async (page) => {
        for (const place of places) {
            await page.goto(place)
            if (await page.locator('main form[method=post]').count()) left.push(page.url())
        }
    }))
    assert.deepEqual(left, [], 'no form is left')
    await head.goto(`${verifyOf('thacmay')}/I.2`)
    assert.doesNotMatch(await mainText(head), /Sau khi chốt/)
    await office.goto(`${verifyOf('own')}/I.2`)
    assert.match(await mainText(office), /5,50/)
    assert.doesNotMatch(await mainText(office), /Thiếu một biên bản/)
})

step('a correction stands beside the closed value', async ({ office, thacmay, reader }) => {
    await office.goto(`${PERIOD}/chot-ky/dinh-chinh?don-vi=${slug.thacmay}&tieu-chi=I.1`)
    await office.fill('#value', '7,94')
    await office.fill('#paper_number', '15/QĐ-BCH')
    await office.fill('#paper_date', '2/7/2020')
    await office.fill('#reason', 'Cộng nhầm theo biên bản số 7')
    await primary(office)
    assert.match(await mainText(office), /Đã ghi đính chính/)
    await checkPage(office, 'flow-addendum')
    await Promise.all([thacmay.goto(FIGURE), reader.goto(`${PERIOD}/xep-thu`)])
    assert.match(await mainText(thacmay), /đã đính chính 7,91 → 7,94/)
    const list = await mainText(reader)
    assert.match(list, /mã băm [0-9a-f]{4}-/)
    assert.match(list, /[Tt]ạm tính/, 'a half-year stays provisional')
})
