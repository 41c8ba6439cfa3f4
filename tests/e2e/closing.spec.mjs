// Closing a half-year and opening it again; from the officer to the commander and back.
import assert from 'node:assert/strict'
import { afterEach } from 'node:test'
import { checkPage, mainText, submit, test, useServer } from './harness.mjs'

const world = useServer({ sample: 'training' })
afterEach(() => world.tidy())
const period = '/cum/cum-mau/2020-H1'
const year = '/cum/cum-mau/nam/2020'

test('the head closes the half-year, nobody writes, the office opens it again', async () => {
    const head = await world.signIn('head')
    await head.goto(`${period}/chot-ky`)
    await checkPage(head, 'closing-open')
    assert.match(await mainText(head), /Việc còn lại trước khi chốt/)
    await submit(head, head.locator('main form .danger'))
    assert.match(await mainText(head), /Đánh dấu vào ô xác nhận/)
    await head.fill('#reason', 'Biên bản hội nghị số 7')
    await head.check('#confirm')
    await submit(head, head.locator('main form .danger'))
    assert.match(await mainText(head), /Đã chốt kỳ/)
    await checkPage(head, 'closing-closed')

    await head.goto(`${period}/bao-cao`)
    assert.match(await mainText(head), /Đã chốt lúc/)
    assert.equal(await head.locator('main form[method=post]').count(), 0, 'no form is left')
    const unit = await world.signIn('unit')
    await unit.goto(`${period}/nhap-phieu`)
    assert.match(await mainText(unit), /Đã chốt lúc/)
    assert.equal(await unit.locator('main form[method=post]').count(), 0)

    const office = await world.signIn('office')
    await office.goto(`${period}/chot-ky`)
    await office.fill('#reason', 'Nhập nhầm một phiếu')
    await submit(office, office.locator('form[action$="/mo-lai"] button'))
    assert.match(await mainText(office), /Đã mở lại kỳ/)
    await unit.goto(`${period}/nhap-phieu`)
    assert.doesNotMatch(await mainText(unit), /Đã chốt lúc/)
})

test('the year is closed without scripts', async () => {
    const head = await world.signIn('head', { javaScriptEnabled: false })
    await head.goto(`${year}/chot-nam`)
    await head.fill('#reason', 'Tổng kết năm')
    await head.check('#confirm')
    await submit(head, head.locator('main form .danger'))
    assert.match(await mainText(head), /Đã chốt năm/)
    await head.goto(`${year}/lich`)
    assert.match(await mainText(head), /Đã chốt lúc/)
    assert.equal(await head.locator('main form[method=post]').count(), 0)
    const office = await world.signIn('office', { javaScriptEnabled: false })
    await office.goto(`${year}/chot-nam`)
    await office.fill('#reason', 'Bổ sung')
    await submit(office, office.locator('form[action$="/mo-lai"] button'))
    assert.match(await mainText(office), /Đã mở lại năm/)
})
