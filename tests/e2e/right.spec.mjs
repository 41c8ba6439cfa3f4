// The table of rights, loans of rights, and what the chair is shown.
import assert from 'node:assert/strict'
import { checkPage, mainText, submit, test, useServer } from './harness.mjs'

const world = useServer({ sample: 'training' })
const button = (page, words) => page.getByRole('button', { name: words })

test('everybody reads the table, and why he may what he may', async () => {
    const page = await world.signIn('unit')
    await page.goto('/quyen')
    await checkPage(page, 'right-unit')
    const text = await mainText(page)
    assert.match(text, /Cán bộ đơn vị Ban CHQS huyện Đầm Sậy .* giao ngày/)
    assert.match(text, /Cụm thi đua Mẫu, năm 2020/)
    assert.match(text, /Ban CHQS huyện Đầm Sậy là thành viên/)
    assert.equal(await page.locator('.rights thead th.own').count(), 2) // officer and commander of a small office
    assert.equal((await page.goto('/canh-bao')).status(), 403)
})

test('an administrator who takes a right on scores is shown to the chair', async () => {
    const admin = await world.signIn('admin')
    const { login } = world.accounts.get('admin')
    await admin.goto(`/tai-khoan/${login}`)
    await admin.locator('[name=role]').selectOption('office')
    await submit(admin, button(admin, 'Giao thêm quyền'))
    assert.match(await mainText(admin), /phải ghi lý do/)
    assert.equal(await admin.locator('[name=role]').inputValue(), 'office')
    await admin.locator('[name=reason]').fill('Thay người ốm')
    await submit(admin, button(admin, 'Giao thêm quyền'))
    await checkPage(admin, 'right-account')
    assert.match(await mainText(admin), /Một người giữ nhiều vai trò/)
    const chair = await world.signIn('chair')
    await chair.goto('/')
    await chair.getByRole('link', { name: /1 cảnh báo/ }).click()
    await checkPage(chair, 'right-alerts')
    assert.match(await mainText(chair), /tự cấp cho mình vai trò Cơ quan thường trực.*Thay người ốm/)
    await submit(chair, button(chair, /^Đã xem/))
    assert.match(await mainText(chair), /đã xem ngày/)
    await admin.goto(`/tai-khoan/${login}`)
    await submit(admin, button(admin, /Thu hồi quyền: Cơ quan thường trực/))
    assert.match(await admin.title(), /Đăng nhập/) // what was open is shut with the right
})

test('a right is lent for a time; who borrows acts with it and names both', async () => {
    const head = await world.signIn('head')
    await head.goto('/quyen#uy-quyen')
    await submit(head, button(head, 'Ủy quyền'))
    await checkPage(head, 'right-lend-faults')
    await head.locator('[name=delegate]').fill('kiemtra')
    await head.locator('[name=grant]').first().check()
    await head.locator('[name=to]').fill('31/12/2040')
    await head.locator('[name=reason]').fill('Đi công tác')
    await submit(head, button(head, 'Ủy quyền'))
    assert.match(await mainText(head), /Đã ủy quyền.*đang có hiệu lực/)
    const checker = await world.signIn('checker', { javaScriptEnabled: false })
    const edit = '/cum/cum-mau/2020-H1/thong-tin'
    assert.equal((await checker.goto(edit)).status(), 403)
    await checker.goto('/')
    await button(checker, /^Làm thay/).click()
    assert.match(await checker.locator('.acting').innerText(), /Đang làm thay/)
    assert.equal((await checker.goto(edit)).status(), 200)
    await checker.goto('/quyen')
    assert.equal(await checker.locator('#uy-quyen').count(), 0) // not lent on
    await button(checker, 'Thôi làm thay').click()
    assert.equal(await checker.locator('.acting').count(), 0)
    assert.equal((await checker.goto(edit)).status(), 403)
})

test('a commander makes an account for his own officer alone', async () => {
    const page = await world.signIn('commander')
    await page.goto('/tai-khoan')
    await checkPage(page, 'right-commander')
    assert.deepEqual(await page.locator('[name=role] option').allInnerTexts(), ['Cán bộ đơn vị'])
    await page.locator('[name=login]').fill('thacmay2')
    await page.locator('[name=name]').fill('Đại úy Lý Văn Nháp')
    await page.locator('[name=scope]').selectOption({ label: 'Ban CHQS huyện Thác Mây' })
    await submit(page, page.locator('#tao button'))
    await page.goto('/tai-khoan/thacmay2')
    assert.match(await mainText(page), /Cán bộ đơn vị · Ban CHQS huyện Thác Mây/)
    assert.equal((await page.goto('/tai-khoan/quantri')).status(), 403)
})
