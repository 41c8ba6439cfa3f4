// The next year is made, the head rotates, hands over, and the minutes are printed.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { afterEach } from 'node:test'
import { checkPage, download, mainText, submit, test, useServer } from './harness.mjs'

const world = useServer({ sample: 'training' })
afterEach(() => world.tidy())

const year = (number) => `/cum/cum-mau/nam/${number}/thanh-vien`

test('who leads in 2020, and when', async () => {
    const page = await world.signIn('unit')
    await page.goto(year(2020))
    await checkPage(page, 'headship-reads')
    const text = await mainText(page)
    assert.match(text, /Cụm trưởng Ban CHQS huyện Ea M’Rang từ 10\/1\/2020 đến hết 9\/1\/2021/)
    assert.match(text, /Cụm phó thứ nhất Ban CHQS huyện Suối Bạc/)
    assert.match(text, /Sơ kết 6 tháng 26\/6\/2020 Ban CHQS huyện Suối Bạc/)
    assert.match(text, /Ban CHQS huyện Suối Bạc chưa từng làm cụm trưởng từ 2020/)
    assert.equal(await page.locator('a[href$="/nam-sau"], a[href$="/nhiem-ky"]').count(), 0, 'a unit only reads')
})

test('a meeting gets a second host, and says so on the page of the half-year too', async () => {
    const page = await world.signIn('head')
    await page.goto(`${year(2020)}/hoi-nghi/so-ket`)
    await checkPage(page, 'headship-meeting')
    await page.selectOption('#host-2', { label: 'Ban CHQS huyện Suối Bạc' })
    await submit(page, page.locator('main form .primary'))
    assert.match(await mainText(page), /Đơn vị này đã ghi ở trên/)
    await page.selectOption('#host-2', { label: 'Ban CHQS huyện Thác Mây' })
    await page.fill('#venue', 'nhà văn hóa Suối Bạc')
    await submit(page, page.locator('main form .primary'))
    assert.match(await mainText(page), /Ban CHQS huyện Suối Bạc; Ban CHQS huyện Thác Mây nhà văn hóa Suối Bạc/)
    await page.goto('/cum/cum-mau/2020-H1/thong-tin')
    assert.equal(await page.inputValue('#venue'), 'nhà văn hóa Suối Bạc')
})

test('members are the office’s affair', async () => {
    const page = await world.signIn('office')
    await page.goto(`${year(2020)}/sua`)
    await checkPage(page, 'headship-members')
    await page.locator('input[type=checkbox]').nth(3).check()
    await page.fill('#add', 'Ban CHQS huyện Chưa Có')
    await page.fill('#reason', 'thử')
    await submit(page, page.locator('main form .primary'))
    await checkPage(page, 'headship-members-refused')
    assert.match(await mainText(page), /đã có số liệu chấm điểm năm 2020/)
    assert.match(await mainText(page), /Chưa có đơn vị “Ban CHQS huyện Chưa Có” trong sổ đơn vị/)
    const head = await world.signIn('head')
    assert.equal((await head.goto(`${year(2020)}/sua`)).status(), 403)
})

test('the second half of the year is made with its table', async () => {
    const page = await world.signIn('head')
    await page.goto(year(2020))
    await page.locator('a[href$="/ky-sau"]').click()
    await checkPage(page, 'headship-half')
    await submit(page, page.locator('main form .primary'))
    assert.match(page.url(), /2020-H2/)
    assert.match(await mainText(page), /Đã lập kỳ/)
    await page.goto('/cum/cum-mau/2020-H2/tieu-chi')
    assert.match(await mainText(page), /Huấn luyện/)
})

test('the next year, the rotation, the handing over, the minutes', async () => {
    const page = await world.signIn('office', { javaScriptEnabled: false })
    await page.goto(year(2020))
    await page.locator('a[href$="/nam-sau"]').click()
    assert.match(await mainText(page), /Luân phiên: đề xuất cho năm 2021 Ban CHQS huyện Suối Bạc chưa từng/)
    await submit(page, page.locator('main form .primary'))
    assert.match(await mainText(page), /Đã lập năm 2021/)
    assert.match(await mainText(page), /chưa ghi nhiệm kỳ/)
    await page.locator('a[href$="/ban-giao"]').click()
    assert.equal(await page.locator('#from option:checked').innerText(), 'Ban CHQS huyện Ea M’Rang')
    assert.equal(await page.locator('#to option:checked').innerText(), 'Ban CHQS huyện Suối Bạc')
    await page.fill('#on', '8/1/2021')
    await submit(page, page.locator('main form .primary'))
    assert.match(await mainText(page), /Ghi biên bản hoặc quyết định/)
    assert.equal(await page.inputValue('#on'), '8/1/2021')
    await page.fill('#minutes', 'Biên bản hội nghị tổng kết ngày 8/1/2021')
    await page.fill('#title-1', 'Quy chế hoạt động của Cụm')
    await page.fill('#count-1', '1')
    await page.fill('#title-2', 'Bảng điểm năm 2020')
    await page.fill('#count-2', '5')
    await page.fill('#from_name', 'Nguyễn Văn Mẫu')
    await submit(page, page.locator('main form .primary'))
    assert.match(await mainText(page), /chờ đơn vị nhận xác nhận/)
    assert.match(await mainText(page), /BIÊN BẢN Bàn giao nhiệm vụ cụm trưởng năm 2021/)

    const looks = await world.signIn('office')
    await looks.goto(page.url())
    await checkPage(looks, 'headship-minutes')
    await looks.goto(`${year(2021)}/nhiem-ky`)
    await checkPage(looks, 'headship-term')

    await submit(page, page.locator('section.confirm .primary'))
    assert.match(await mainText(page), /Đã xác nhận bàn giao/)
    assert.match(await mainText(page), /Tài khoản có quyền cụm trưởng/)
    for (const [kind, magic] of [['docx', 'PK'], ['pdf', '%PDF']]) {
        const file = await download(page, page.locator(`a[href$="dang=${kind}"]`), world.folder)
        assert.equal(file.name, `bien-ban-ban-giao-cum-mau-2021.${kind}`)
        assert.ok(readFileSync(file.path).subarray(0, magic.length).equals(Buffer.from(magic)))
    }
    await looks.goto(year(2021))
    await checkPage(looks, 'headship-handed-over')
    const text = await mainText(looks)
    assert.match(text, /Cụm trưởng Ban CHQS huyện Suối Bạc từ 8\/1\/2021 đến hết 7\/1\/2022/)
    assert.match(text, /Bàn giao nhiệm vụ cụm trưởng ngày 8\/1\/2021/)
    await looks.goto(year(2020))
    assert.match(await mainText(looks), /Ban CHQS huyện Ea M’Rang 10\/1\/2020 7\/1\/2021/)
})

test('forms as they are first seen', async () => {
    const page = await world.signIn('office')
    await page.goto(`${year(2021)}/nam-sau`)
    await checkPage(page, 'headship-next')
    await page.goto(`${year(2021)}/ban-giao`)
    await checkPage(page, 'headship-handover')
    await page.goto(`${year(2021)}/van-ban`)
    await checkPage(page, 'headship-document')
})
