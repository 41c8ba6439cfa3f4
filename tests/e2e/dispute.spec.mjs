// A unit objects to a figure, others settle it; closing freezes, corrections stand beside; the
// commander's one page.
import assert from 'node:assert/strict'
import { afterEach } from 'node:test'
import { checkPage, mainText, submit, test, useServer } from './harness.mjs'

const world = useServer({ sample: 'training' })
afterEach(() => world.tidy())
const period = '/cum/cum-mau/2020-H1'
const figure = `${period}/tham-dinh/ban-chqs-huyen-dam-say/I.1`

/** Pages of a PDF, counted as its page objects. */
const pagesOf = (bytes) => (bytes.toString('latin1').match(/\/Type\s*\/Page[^s]/g) ?? []).length

test('a unit objects, the office asks back, the unit answers, the office settles', async () => {
    const unit = await world.signIn('unit')
    await unit.goto(figure)
    await checkPage(unit, 'why-figure')
    await unit.click('text=Kiến nghị về điểm')
    await checkPage(unit, 'dispute-new')
    await submit(unit, unit.locator('main form .primary'))
    assert.match(await mainText(unit), /Ghi đề nghị: điểm hoặc kết quả nào/)
    await unit.fill('#asks', 'Đề nghị công nhận kết quả 75 %')
    await unit.fill('#body', 'Biên bản kiểm tra số 7 ghi 75 %, phiếu nhập nhầm.')
    await submit(unit, unit.locator('main form .primary'))
    assert.match(await mainText(unit), /Chờ cơ quan thẩm định/)
    const address = new URL(unit.url()).pathname

    const office = await world.signIn('office', { javaScriptEnabled: false })
    await office.goto('/')
    assert.match(await mainText(office), /1 kiến nghị về điểm chờ ý kiến/)
    await office.click('text=1 kiến nghị về điểm chờ ý kiến')
    assert.equal(new URL(office.url()).pathname, address)
    await office.fill('#body', 'Đề nghị gửi kèm biên bản.')
    await submit(office, office.locator('button[value=ask]'))
    assert.match(await mainText(office), /Chờ đơn vị/)

    await unit.goto(address)
    await unit.fill('#body', 'Đã gửi kèm minh chứng của tiêu chí.')
    await submit(unit, unit.locator('button[value=answer]'))
    await office.goto(address)
    await office.fill('#body', 'Đúng theo biên bản số 7.')
    await submit(office, office.locator('button[value=change]'))
    assert.match(await mainText(office), /chưa được điều chỉnh/)
    await office.fill('#body', 'Đúng theo biên bản số 7.')
    await office.fill('#points', '7,5')
    await submit(office, office.locator('button[value=change]'))
    assert.match(await mainText(office), /Đã giải quyết: điều chỉnh/)

    await unit.goto(address)
    assert.match(await mainText(unit), /Cơ quan thường trực/)
    assert.doesNotMatch(await mainText(unit), new RegExp(world.accounts.get('office').name ?? 'xyz'))
    await checkPage(unit, 'dispute-settled')
    await unit.goto(figure)
    assert.match(await mainText(unit), /7,50/)
    assert.match(await mainText(unit), /Đã giải quyết: điều chỉnh/)
    await unit.goto(`${period}/tham-dinh/y-kien`)
    await checkPage(unit, 'dispute-list')
})

test('why this total and place', async () => {
    const office = await world.signIn('office')
    await office.goto(`${period}/xep-thu/vi-sao/ban-chqs-huyen-dam-say`)
    assert.match(await mainText(office), /Cộng như thế nào/)
    await checkPage(office, 'why-total')
    await office.goto(`${period}/xep-thu/giai-trinh-diem?don-vi=ban-chqs-huyen-dam-say`)
    await checkPage(office, 'annex')
    assert.match(await mainText(office), /PHỤ LỤC GIẢI TRÌNH ĐIỂM/)
})

test('one page for the commander is one A4 page, on paper too', async () => {
    const head = await world.signIn('head')
    await head.goto(`${period}/xep-thu/mot-trang`)
    await checkPage(head, 'briefing')
    assert.equal(pagesOf(await head.pdf({ format: 'A4', preferCSSPageSize: true })), 1)
    const unit = await world.signIn('unit')
    await unit.goto(`${period}/xep-thu/mot-trang`)
    assert.match(await mainText(unit), /MỘT TRANG CHO CHỈ HUY/)
    const refused = await unit.goto(`${period}/xep-thu/mot-trang?don-vi=ban-chqs-huyen-thac-may`)
    assert.equal(refused.status(), 403)
})

test('closing freezes; a correction stands beside the closed value', async () => {
    const office = await world.signIn('office')
    await office.goto(`${period}/chot-ky`)
    await office.fill('#reason', 'Biên bản hội nghị số 7')
    await office.check('#confirm')
    await submit(office, office.locator('main form .danger'))
    await office.goto(`${period}/chot-ky/dinh-chinh?don-vi=ban-chqs-huyen-dam-say&tieu-chi=I.1`)
    await checkPage(office, 'freeze')
    await office.fill('#value', '7,84')
    await office.fill('#paper_number', '15/QĐ-BCH')
    await office.fill('#paper_date', '2/7/2020')
    await office.fill('#reason', 'Cộng nhầm theo biên bản số 7')
    await submit(office, office.locator('main form .primary'))
    assert.match(await mainText(office), /Đã ghi đính chính/)
    await checkPage(office, 'addendum')
    await office.goto(`${period}/xep-thu`)
    assert.match(await mainText(office), /mã băm [0-9a-f]{4}-/)
    const unit = await world.signIn('unit')
    await unit.goto(figure)
    assert.match(await mainText(unit), /đã đính chính 7,50 → 7,84/)
})
