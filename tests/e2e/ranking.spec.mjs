// Places by the cluster's rule, who sees them when, what is proposed at the annual review, and the analyses.
import assert from 'node:assert/strict'
import { afterEach } from 'node:test'
import { checkPage, mainText, submit, test, useServer } from './harness.mjs'

const world = useServer({ sample: 'training' })
afterEach(() => world.tidy())
const period = '/cum/cum-mau/2020-H1'

test('the cluster decides on ties, classes and how many places are shown', async () => {
    const head = await world.signIn('head')
    await head.goto(`${period}/tieu-chi/quy-uoc`)
    await head.fill('#ties', 'II, biểu quyết')
    await head.fill('#places', '1')
    await head.fill('#classes', 'điểm\n90 | Xuất sắc\n80 | Tiên tiến\n0 | Chưa xếp loại')
    await head.fill('#last-place', '3')
    await head.fill('#half-target', '50 %')
    for (const key of ['ties', 'places', 'classes', 'last-place', 'half-target']) {
        await head.fill(`#basis-${key}`, 'Quy chế của Cụm, khoản 5')
    }
    await submit(head, head.locator('main form .primary'))
    await head.goto(`${period}/xep-thu`)
    await checkPage(head, 'ranking-head')
    const own = await mainText(head)
    assert.match(own, /Xếp loại: Xuất sắc/)
    assert.match(own, /Cụm chỉ hiện 1 thứ đầu/)
    assert.match(own, /lần lượt: II, biểu quyết/)
    assert.match(own, /thứ không hiện ở hội nghị và trên giấy/)
    await head.goto(`${period}/xep-thu?so-voi=ky-truoc`)
    assert.match(await mainText(head), /Xếp thứ/)
})

test('a member sees its own row until all have sent', async () => {
    const unit = await world.signIn('unit')
    await unit.goto(`${period}/xep-thu`)
    await checkPage(unit, 'ranking-member')
    const text = await mainText(unit)
    assert.match(text, /Chưa gửi/)
    assert.equal(await unit.locator('table.ranks tbody tr').count(), 1)
    assert.equal(await unit.locator('a[href$="/xep-thu/xlsx"]').count(), 0)
    assert.equal(await unit.locator('a[href$="/phan-tich"]').count(), 0)
    const answer = await unit.request.get(new URL(`${period}/xep-thu/xlsx`, unit.url()).href)
    assert.equal(answer.status(), 403)
    const plain = await world.signIn('unit', { javaScriptEnabled: false })
    await plain.goto(`${period}/xep-thu`)
    assert.equal(await plain.locator('table.ranks tbody tr').count(), 1)
    await plain.goto(`${period}/xep-thu/so-voi-chi-tieu`)
    assert.equal(await plain.locator('main tbody tr').count(), 1)
})

test('a half-year against its targets, a unit against the cluster', async () => {
    const head = await world.signIn('head')
    await head.goto(`${period}/xep-thu`)
    await head.click('a[href$="/so-voi-chi-tieu"]')
    await checkPage(head, 'trend-targets')
    assert.match(await mainText(head), /trên 50 % chỉ tiêu năm/)
    await head.click('main tbody a')
    await checkPage(head, 'trend-unit')
    const text = await mainText(head)
    assert.match(text, /Bình quân của Cụm/)
    assert.match(text, /6 tháng đầu năm 2020/)
})

test('analyses are there for who may, and what-if is closed while units enter', async () => {
    const head = await world.signIn('head')
    await head.goto(`${period}/xep-thu`)
    await head.click('a[href$="/xep-thu/phan-tich"]')
    await checkPage(head, 'analysis')
    const text = await mainText(head)
    assert.match(text, /Thử thay đổi chỉ mở khi mọi đơn vị đã gửi/)
    assert.match(text, /Không bảng nào kết luận/)
})

test('at half-year nothing is proposed', async () => {
    const head = await world.signIn('head')
    await head.goto(`${period}/xep-thu/de-nghi`)
    await checkPage(head, 'proposal-half-year')
    assert.match(await mainText(head), /Danh sách đề nghị được lập ở kỳ tổng kết năm/)
})
