// Personal data: what is held, one's own copy, a request and its answer, deleting, an incident.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach } from 'node:test'
import { checkPage, download, mainText, submit, test, useServer } from './harness.mjs'

const world = useServer({ sample: 'training' })
afterEach(() => world.tidy())
const folder = mkdtempSync(join(tmpdir(), 'thidua-privacy-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** "23/11/2026 09:30", so many hours ago, as clocks in Vietnam show it. */
function ago(hours) {
    const at = new Date(Date.now() - hours * 3600_000 + 7 * 3600_000)
    const two = (n) => String(n).padStart(2, '0')
    return `${at.getUTCDate()}/${at.getUTCMonth() + 1}/${at.getUTCFullYear()} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`
}

async function personOf(page, name) {
    await page.goto('/nguoi')
    const href = await page.locator('main a', { hasText: name }).first().getAttribute('href')
    return href.replace('/nguoi/', '').replace(/[?#].*/, '')
}

test('everybody reads what is held; the tasks are for who looks after it', async () => {
    const reader = await world.signIn('unit')
    await reader.goto('/')
    await reader.locator('footer a', { hasText: 'Dữ liệu cá nhân' }).click()
    await checkPage(reader, 'privacy-register')
    assert.match(await mainText(reader), /chưa kiểm chứng/)
    assert.match(await mainText(reader), /91\/2025\/QH15/)
    assert.equal(await reader.locator('a[href="/du-lieu-ca-nhan/luu-giu"]').count(), 0)
    assert.equal((await reader.goto('/du-lieu-ca-nhan/luu-giu')).status(), 403)
    assert.equal((await reader.goto('/du-lieu-ca-nhan/su-co')).status(), 403)
    const office = await world.signIn('office')
    await office.goto('/du-lieu-ca-nhan')
    await checkPage(office, 'privacy-office')
    await office.goto('/du-lieu-ca-nhan/luu-giu')
    await checkPage(office, 'privacy-retention')
    await office.selectOption('#term', 'request')
    await office.fill('#days', '0')
    await submit(office, office.locator('form[action="/du-lieu-ca-nhan/thoi-han"] button'))
    assert.match(await mainText(office), /Hãy ghi số ngày từ 1/)
    await office.fill('#days', '7')
    await office.fill('#basis', 'Chỉ huy quyết định')
    await submit(office, office.locator('form[action="/du-lieu-ca-nhan/thoi-han"] button'))
    assert.match(await mainText(office), /Đã đặt thời hạn/)
})

for (const javaScriptEnabled of [true, false])
    test(`somebody asks for a correction and is answered, scripts ${javaScriptEnabled}`, async () => {
        const office = await world.signIn('office', { javaScriptEnabled })
        const shown = async (name) => { if (javaScriptEnabled) await checkPage(office, name) }
        const person = await personOf(office, 'Mẫu A')
        await office.goto(`/nguoi/${person}`)
        await office.locator('main a', { hasText: 'Dữ liệu cá nhân' }).click()
        await shown('privacy-request-new')
        assert.equal(await office.inputValue('#person'), person)
        await office.selectOption('#ask', 'correct')
        await submit(office, office.locator('main form .primary'))
        assert.match(await mainText(office), /Hãy ghi đã nhận ra người yêu cầu/)
        await office.fill('#identified', 'Gặp trực tiếp, chỉ huy đơn vị xác nhận')
        await office.fill('#detail', 'Cấp bậc ghi sai')
        await submit(office, office.locator('main form .primary'))
        assert.match(await mainText(office), /Đã ghi yêu cầu/)
        await shown('privacy-request')
        const page = new URL(office.url()).pathname
        await office.goto('/')
        assert.match(await mainText(office), /1 yêu cầu về dữ liệu cá nhân chưa trả lời/)
        await office.goto(page)
        if (javaScriptEnabled) {
            const copy = await download(office, office.locator('a', { hasText: 'JSON' }), folder)
            const held = JSON.parse(readFileSync(copy.path, 'utf8'))
            assert.ok(held.tables.identity.length > 0)
            await office.goto(page)
            assert.match(await mainText(office), /Đã lấy bản sao/)
        }
        await submit(office, office.locator('button[value="refused"]'))
        assert.match(await mainText(office), /Hãy ghi lý do hoặc kết quả/)
        await office.fill('#reason', 'Quyết định ghi đúng như hồ sơ')
        await submit(office, office.locator('button[value="refused"]'))
        assert.match(await mainText(office), /Đã ghi trả lời/)
        await shown('privacy-request-refused')
    })

test('an account holder sees his own data, once it is known whose the account is', async () => {
    const unit = await world.signIn('unit')
    await unit.goto('/du-lieu-ca-nhan/toi')
    await checkPage(unit, 'privacy-own-unknown')
    assert.match(await mainText(unit), /chưa được nối/)
    const office = await world.signIn('office')
    const person = await personOf(office, 'Mẫu A')
    await office.goto(`/du-lieu-ca-nhan/tai-khoan?nguoi=${person}`)
    await checkPage(office, 'privacy-links')
    await office.fill('#login', world.accounts.get('unit').login)
    await office.fill('#reason', 'Đơn vị xác nhận')
    await submit(office, office.locator('main form .primary'))
    assert.match(await mainText(office), /Đã nối tài khoản/)
    await unit.goto('/du-lieu-ca-nhan/toi')
    assert.match(await mainText(unit), /Nguyễn Văn Mẫu A/)
    assert.doesNotMatch(await mainText(unit), /Trần Thị Mẫu B/)
    await checkPage(unit, 'privacy-own')
    await unit.fill('#detail', 'Ngày sinh ghi sai')
    await submit(unit, unit.locator('main form .primary'))
    assert.match(await mainText(unit), /Chưa trả lời/)
    await submit(unit, unit.locator('button', { hasText: 'Rút yêu cầu' }))
    assert.match(await mainText(unit), /Đã rút/)
})

test('an incident is recorded, counted down, notified and closed', async () => {
    const admin = await world.signIn('admin')
    await admin.goto('/du-lieu-ca-nhan/su-co')
    await checkPage(admin, 'privacy-incidents')
    await admin.locator('main a.primary').click()
    await admin.fill('#occurred', 'hôm qua')
    await submit(admin, admin.locator('main form .primary'))
    assert.match(await mainText(admin), /“hôm qua” không phải là ngày giờ/)
    await admin.fill('#occurred', ago(10))
    await admin.fill('#found', ago(2))
    await admin.fill('#what', 'Tệp danh sách gửi nhầm địa chỉ')
    await admin.fill('#data', 'Họ tên, năm sinh')
    await admin.fill('#people', '25')
    await submit(admin, admin.locator('main form .primary'))
    assert.match(await mainText(admin), /còn 61 giờ|còn 62 giờ/)
    assert.equal(await admin.locator('#outcome').count(), 0, 'who cares for the system decides nothing')
    await checkPage(admin, 'privacy-incident')
    const office = await world.signIn('office')
    await office.goto('/')
    await checkPage(office, 'privacy-home')
    await office.locator('.tasks a', { hasText: 'Sự cố dữ liệu số 1' }).click()
    await checkPage(office, 'privacy-incident-office')
    await office.fill('#sent_at', ago(1))
    await office.fill('#document', '12/BC')
    await submit(office, office.locator('form[action$="/thong-bao"] button'))
    assert.match(await mainText(office), /đã thông báo trong hạn/)
    await office.fill('#outcome', 'Đã thu hồi tệp')
    await submit(office, office.locator('form[action$="/dong"] button'))
    assert.match(await mainText(office), /Đã đóng/)
    await office.goto('/')
    assert.doesNotMatch(await mainText(office), /Sự cố dữ liệu/)
})
