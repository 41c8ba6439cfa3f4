// The steps of a half-year: verification by step, agreeing with all, the meeting's vote, approval above.
import assert from 'node:assert/strict'
import { afterEach } from 'node:test'
import { checkPage, mainText, shot, submit, test, useServer } from './harness.mjs'

const world = useServer({ sample: 'training' })
afterEach(() => world.tidy())

const PERIOD = '/cum/cum-mau/2020-H1'
const STEPS = `${PERIOD}/thong-qua`
const UNIT = `${PERIOD}/tham-dinh/ban-chqs-huyen-dam-say`
const OWN = `${PERIOD}/tham-dinh/ban-chqs-huyen-ea-mrang`

const field = (page, name) => page.locator(`[name="${name}"]`)
const save = (page) => submit(page, page.locator('button[form=grid]'))

async function decide(page, code, points, reason) {
    await field(page, `points.${code}`).fill(points)
    await field(page, `reason.${code}`).fill(reason)
    await save(page)
}

async function vote(page, yes, reason = '') {
    await page.goto(`${STEPS}/bieu-quyet`)
    await page.fill('#held_on', '26/6/2020')
    await page.fill('#number', '07/BB-CTĐ')
    await page.locator('input[name=manner][value=hands]').check()
    await page.fill('#yes', yes)
    await page.fill('#reason', reason)
    await submit(page, page.locator('main form .primary'))
}

test('each step is written by who it belongs to', async () => {
    const head = await world.signIn('head')
    await head.goto(UNIT)
    assert.match(await mainText(head), /Cụm trưởng thẩm định/)
    await decide(head, 'I.1', '1', 'Theo biên bản số 7')
    await checkPage(head, 'adoption-grid-head')
    await head.goto(OWN)
    assert.match(await mainText(head), /không thẩm định điểm của đơn vị mình/)
    assert.equal(await head.locator('[name^="points."]').count(), 0)
    await checkPage(head, 'adoption-own-unit')

    const office = await world.signIn('office')
    await office.goto(UNIT)
    assert.match(await mainText(office), /Cụm trưởng thẩm định: 1,00/)
    await decide(office, 'I.1', '2', '')
    assert.match(await mainText(office), /I\.1: .*lý do/)
    await field(office, 'reason.I.1').fill('Đối chiếu sổ gốc')
    await save(office)
    await checkPage(office, 'adoption-grid-office')
    await office.goto(`${UNIT}?buoc=council`)
    assert.equal(await field(office, 'points.I.1').inputValue(), '')
    assert.match(await mainText(office), /Cơ quan thường trực thẩm định: 2,00/)
    await head.goto(`${UNIT}/dong-y?buoc=accepted`)
    assert.match(await mainText(head), /Để lại, thẩm định từng dòng/)
    await checkPage(head, 'adoption-agree')
})

test('the meeting votes, figures change, the council returns and approves', async () => {
    const head = await world.signIn('head')
    await head.goto(STEPS)
    await checkPage(head, 'adoption-steps')
    await vote(head, '1')
    assert.match(await mainText(head), /Không đủ số phiếu/)
    await checkPage(head, 'adoption-vote')
    await vote(head, '5')
    assert.match(await head.locator('.notice').innerText(), /thông qua kết quả/)
    assert.match(await mainText(head), /hội nghị cụm đã thông qua, chờ cấp trên phê duyệt/)
    await checkPage(head, 'adoption-adopted')
    await head.locator('main a', { hasText: 'Hội nghị biểu quyết' }).first().click()
    assert.match(await mainText(head), /07\/BB-CTĐ/)
    await checkPage(head, 'adoption-minutes')
    await head.emulateMedia({ media: 'print' })
    await shot(head, 'adoption-minutes-print')
    await head.emulateMedia({ media: null })

    await head.goto(UNIT)
    await decide(head, 'I.2', '1', 'Bổ sung biên bản')
    await head.goto(STEPS)
    assert.match(await mainText(head), /kết quả đã thông qua không phải là kết quả đang hiển thị/)
    assert.match(await mainText(head), /Khác với kết quả hội nghị đã thông qua/)
    await checkPage(head, 'adoption-changed')

    const office = await world.signIn('office')
    await office.goto(`${STEPS}/tra-lai`)
    await office.fill('#held_on', '27/6/2020')
    await submit(office, office.locator('main form .danger'))
    assert.match(await mainText(office), /Ghi lý do trả lại/)
    await office.fill('#reason', 'Thiếu biên bản kiểm tra')
    await submit(office, office.locator('main form .danger'))
    assert.match(await mainText(office), /Đã trả lại: Thiếu biên bản kiểm tra/)
    await vote(head, '4')
    await office.goto(`${STEPS}/phe-duyet`)
    await checkPage(office, 'adoption-approve')
    await office.fill('#number', '112/QĐ')
    await office.fill('#held_on', '30/6/2020')
    await office.fill('#body', 'Hội đồng Thi đua – Khen thưởng')
    await submit(office, office.locator('main form .primary'))
    assert.match(await mainText(office), /Cấp trên đã phê duyệt/)
    assert.match(await mainText(office), /Điểm sơ kết 6 tháng là điểm tạm tính/)
})

test('a vote is recorded without scripts', async () => {
    const head = await world.signIn('head', { javaScriptEnabled: false })
    await head.goto(`${STEPS}/bieu-quyet`)
    await head.fill('#held_on', '26/6/2020')
    await head.fill('#number', '08/BB-CTĐ')
    await head.locator('input[name=manner][value=named]').check()
    for (const choice of await head.locator('select[name^="chon."]').all()) await choice.selectOption('yes')
    await submit(head, head.locator('main form .primary'))
    assert.match(await head.locator('.notice').innerText(), /thông qua kết quả/)
    await head.locator('main a', { hasText: 'Hội nghị biểu quyết' }).first().click()
    assert.match(await mainText(head), /Đồng ý/)
})
