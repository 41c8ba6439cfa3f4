// Verification: the grid, what is refused, two people at once, the explanation, feedback and answers.
import assert from 'node:assert/strict'
import { afterEach } from 'node:test'
import { checkPage, download, mainText, submit, switchLanguage, test, useServer } from './harness.mjs'

const world = useServer({ sample: 'training' })
afterEach(() => world.tidy())

const ALL = '/cum/cum-mau/2020-H1/tham-dinh'
const UNIT = `${ALL}/ban-chqs-huyen-dam-say`
const OTHER = `${ALL}/ban-chqs-huyen-suoi-bac`

const field = (page, name) => page.locator(`[name="${name}"]`)
const save = (page) => submit(page, page.locator('button[form=grid]'))
const faults = (page) => page.locator('.faults[role=alert]')

async function decide(page, code, points, reason) {
    await field(page, `points.${code}`).fill(points)
    await field(page, `reason.${code}`).fill(reason)
}

for (const lang of ['vi', 'en']) {
    test(`the pages are sound (${lang})`, async () => {
        const page = await world.signIn('head')
        await page.goto(ALL)
        await switchLanguage(page, lang)
        await checkPage(page, `verify-${lang}`)
        for (const [path, name] of [['', 'grid'], ['/V.2', 'why'], ['/I', 'why-group'], ['/VII', 'why-bonus'],
            ['/phan-hoi', 'feedback']]) {
            await page.goto(UNIT + path)
            await checkPage(page, `verify-${name}-${lang}`)
        }
    })
}

test('a value other than the rule’s needs a reason, and nothing typed is lost', async () => {
    const page = await world.signIn('head')
    await page.goto(UNIT)
    await field(page, 'points.II.2').fill('11')
    await decide(page, 'I.3', '9', 'quá mức')
    await save(page)
    assert.match(await page.title(), /^Lỗi/)
    assert.match(await faults(page).innerText(), /II\.2: .*lý do/)
    assert.match(await faults(page).innerText(), /I\.3: Điểm phải từ 0 đến 6/)
    assert.equal(await field(page, 'points.II.2').inputValue(), '11')
    assert.equal(await field(page, 'reason.I.3').inputValue(), 'quá mức')
    await checkPage(page, 'verify-refused')
    await field(page, 'reason.II.2').fill('Theo biên bản số 7')
    await decide(page, 'I.3', '', '')
    await save(page)
    assert.match(await page.locator('.notice').innerText(), /1 tiêu chí/)
    await page.goto(`${UNIT}/II.2`)
    assert.match(await mainText(page), /12 × 74 ÷ 75 = 11,84/)
    assert.match(await mainText(page), /Cụm trưởng thẩm định: cho 11,00 điểm – “Theo biên bản số 7”/)
})

test('a corrected result is computed anew for all units', async () => {
    const page = await world.signIn('head')
    await page.goto(`${OTHER}/V.2`)
    assert.match(await mainText(page), /Đơn vị dẫn đầu cụm \(720\)/)
    await page.goto(UNIT)
    await field(page, 'actual.V.2').fill('800')
    await field(page, 'reason.V.2').fill('Bổ sung sổ theo dõi')
    await save(page)
    await page.goto(`${OTHER}/V.2`)
    // ½ × 5 + ½ × 5 × (720 − 500) ÷ (800 − 500)
    assert.match(await mainText(page), /= 4,33/)
})

test('of two people who save at once the second is told, and other rows are left alone', async () => {
    const [first, second] = [await world.signIn('head'), await world.signIn('office')]
    await first.goto(UNIT)
    await second.goto(UNIT)
    await decide(first, 'II.1', '7', 'Người thứ nhất')
    await decide(first, 'VI.1', '4', 'Người thứ nhất')
    await save(first)
    await decide(second, 'II.1', '6', 'Người thứ hai')
    await save(second)
    const said = await faults(second).innerText()
    assert.match(said, /II\.1: .*7,00/)
    assert.doesNotMatch(said, /VI\.1/)
    assert.equal(await field(second, 'points.II.1').inputValue(), '6')
    await save(second) // seen now, and kept
    assert.equal(await field(second, 'points.II.1').inputValue(), '6,00')
    const untouched = second.locator('tr', { has: field(second, 'points.VI.1') })
    assert.match(await untouched.innerText(), /Cụm trưởng thẩm định: 4,00/)
})

test('a figure opens its explanation beside the grid, and what is unsaved stays', async () => {
    const page = await world.signIn('head')
    await page.goto(UNIT)
    await field(page, 'points.I.1').fill('7')
    await page.locator('tr', { has: field(page, 'points.II.2') }).locator('a.why').click()
    await page.locator('.why-panel').waitFor()
    assert.match(await page.locator('.why-panel').innerText(), /12 × 74 ÷ 75/)
    assert.equal(await field(page, 'points.I.1').inputValue(), '7')
    await field(page, 'points.I.1').fill('')
})

test('a unit reads and answers its own sheet, no other', async () => {
    const page = await world.signIn('unit')
    await page.goto(ALL)
    assert.equal(await page.locator('table.data tbody tr').count(), 1)
    for (const path of ['', '/V.2', '/phan-hoi', '/phan-hoi/tep']) {
        const answer = await page.request.get(OTHER + path)
        assert.equal(answer.status(), 403, path)
    }
    await page.goto(UNIT)
    assert.equal(await page.locator('button[form=grid]').count(), 0)
    assert.equal(await page.locator('input[name^="points."]').count(), 0)
    await page.goto(`${UNIT}/V.2`)
    assert.match(await mainText(page), /Kết quả của đơn vị dẫn đầu chưa công khai/)
    assert.doesNotMatch(await mainText(page), /Suối Bạc/)
    await checkPage(page, 'verify-why-unit')
})

test('answers go to the cluster, on the page and as a workbook', async () => {
    const unit = await world.signIn('unit')
    await unit.goto(`${UNIT}/phan-hoi`)
    await field(unit, 'answer.I.1').selectOption('disagrees')
    await submit(unit, unit.locator('main form button.primary'))
    assert.match(await faults(unit).innerText(), /I\.1: Không nhất trí thì ghi rõ/)
    await checkPage(unit, 'feedback-refused')
    await field(unit, 'comment.I.1').fill('Đề nghị xem lại sổ theo dõi')
    await submit(unit, unit.locator('main form button.primary'))
    await checkPage(unit, 'feedback-answered')
    const file = await download(unit, unit.locator('a[href$="/phan-hoi/tep"]'), world.folder)
    assert.equal(file.name, 'phan-hoi-ban-chqs-huyen-dam-say-2020-H1.xlsx')

    const head = await world.signIn('head')
    await head.goto(ALL)
    assert.match(await mainText(head), /Không nhất trí: 1 mục/)
    await head.goto(`${UNIT}/phan-hoi`)
    assert.match(await mainText(head), /Đề nghị xem lại sổ theo dõi/)
    // What is in the workbook is known already.
    await head.locator('#tep').setInputFiles(file.path)
    await head.check('#khong-mat')
    await submit(head, head.locator('form[enctype] button'))
    assert.match(await head.locator('.notice').innerText(), /Không có ý kiến nào mới/)
    // Another unit's workbook is told apart.
    await head.goto(`${OTHER}/phan-hoi`)
    await head.locator('#tep').setInputFiles(file.path)
    await head.check('#khong-mat')
    await submit(head, head.locator('form[enctype] button'))
    assert.match(await faults(head).innerText(), /không phải của Ban CHQS huyện Suối Bạc/)
})

test('verifying and answering work without JavaScript', async () => {
    const head = await world.signIn('head', { javaScriptEnabled: false })
    await head.goto(OTHER)
    await decide(head, 'I.1', '7,5', 'Thiếu sổ theo dõi')
    await save(head)
    assert.equal(await field(head, 'points.I.1').inputValue(), '7,50')
    const unit = await world.signIn('unit', { javaScriptEnabled: false })
    await unit.goto(`${UNIT}/phan-hoi`)
    await unit.locator('#answer').check()
    await submit(unit, unit.locator('main form button.primary'))
    assert.match(await mainText(unit), /Cả phiếu: Nhất trí/)
})

test('the feedback sheet is one printed page', async () => {
    const page = await world.signIn('unit')
    await page.goto(`${UNIT}/phan-hoi`)
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
    assert.equal(pdf.match(/\/Type\s*\/Page\b/g).length, 1)
})
