// Further ways of signing in, switched on: an app's codes, passkeys by the browser's virtual device,
// recovery by two persons; each with axe; and nothing of them to be seen while they are off.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { afterEach } from 'node:test'
import { checkPage, mainText, submit, test, useServer } from './harness.mjs'

const ON = 'sign_in_totp = yes\nsign_in_passkey = yes\nsite_name = localhost\nrecovery_by_two = yes\n'
const world = useServer({ sample: 'training' })
afterEach(() => world.tidy())

/** Passkeys are bound to names; the address of this machine has none. */
async function restart(config) {
    await world.restart(config)
    world.url = world.url.replace('127.0.0.1', 'localhost')
}

/** The code that an app shows STEPS steps from now (RFC 6238). */
function codeOf(secret, steps = 0) {
    const bits = [...secret.replaceAll(' ', '')].map((letter) =>
        'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('')
    const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))
    const counter = Buffer.alloc(8)
    counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + steps))
    const mac = createHmac('sha1', key).update(counter).digest()
    const at = mac[19] & 15
    return String((mac.readUInt32BE(at) & 0x7FFFFFFF) % 1e6).padStart(6, '0')
}

/** A device that recognises its owner, as far as this page's browser knows. */
async function addDevice(page) {
    const session = await page.context().newCDPSession(page)
    await session.send('WebAuthn.enable')
    const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', { options: {
        protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true,
        isUserVerified: true, automaticPresenceSimulation: true,
    } })
    return {
        recognises: (isUserVerified) =>
            session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
        keys: async () => (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
    }
}

async function signOut(page) {
    await submit(page, page.locator('form[action="/dang-xuat"] button'))
}

async function typePassword(page, role) {
    const account = world.accounts.get(role)
    await page.goto('/dang-nhap')
    await page.fill('[name=login]', account.login)
    await page.fill('[name=password]', account.password)
    await submit(page, page.locator('main form .primary'))
}

test('what is off is not there', async () => {
    const page = await world.signIn('admin')
    for (const path of ['/xac-thuc', '/dang-nhap/khoa', '/dang-nhap/buoc-hai', '/khoi-phuc'])
        assert.equal((await page.goto(path)).status(), 404, path)
    await page.goto('/')
    assert.equal(await page.locator('a[href="/xac-thuc"], a[href="/khoi-phuc"]').count(), 0)
    const visitor = await world.visitor()
    for (const path of ['/xac-thuc', '/dang-nhap/khoa', '/dang-nhap/buoc-hai', '/khoi-phuc'])
        assert.equal((await visitor.goto(path)).status(), 404, path)
    await visitor.goto('/dang-nhap')
    assert.equal(await visitor.locator('a[href="/dang-nhap/khoa"]').count(), 0)
})

for (const javaScriptEnabled of [true, false])
    test(`an app's codes, scripts ${javaScriptEnabled}`, async () => {
        if (javaScriptEnabled) await restart(ON)
        const role = javaScriptEnabled ? 'office' : 'head'
        const page = await world.signIn(role, { javaScriptEnabled })
        await page.locator('footer a[href="/xac-thuc"]').click()
        if (javaScriptEnabled) await checkPage(page, 'factor-none')
        await page.fill('#password', world.accounts.get(role).password)
        await submit(page, page.locator('form[action="/xac-thuc/ung-dung"] button'))
        if (javaScriptEnabled) await checkPage(page, 'factor-app')
        const secret = await page.locator('.secret').innerText()
        await page.fill('#code', '000000')
        await submit(page, page.locator('main form .primary'))
        assert.match(await mainText(page), /Mã này không khớp/)
        assert.equal(await page.locator('.secret').innerText(), secret)
        await page.fill('#code', codeOf(secret))
        await submit(page, page.locator('main form .primary'))
        assert.equal(await page.locator('.codes li').count(), 10)
        if (javaScriptEnabled) await checkPage(page, 'factor-codes')
        const backup = await page.locator('.codes li').first().innerText()
        await page.locator('main a.primary').click()
        assert.match(await mainText(page), /Đã đặt từ/)
        if (javaScriptEnabled) await checkPage(page, 'factor-set')
        await signOut(page)
        await typePassword(page, role)
        assert.equal(new URL(page.url()).pathname, '/dang-nhap/buoc-hai')
        if (javaScriptEnabled) await checkPage(page, 'factor-second')
        await page.goto('/')
        assert.equal(new URL(page.url()).pathname, '/dang-nhap', 'the password alone opens nothing')
        await page.goto('/dang-nhap/buoc-hai')
        await page.fill('#code', '123')
        await submit(page, page.locator('form[action="/dang-nhap/buoc-hai"] button'))
        assert.match(await mainText(page), /Mã không đúng, đã dùng rồi/)
        await page.fill('#code', backup.toUpperCase())
        await submit(page, page.locator('form[action="/dang-nhap/buoc-hai"] button'))
        assert.equal(new URL(page.url()).pathname, '/')
        await page.goto('/xac-thuc')
        assert.match(await mainText(page), /Còn 9 mã/)
        await page.locator('summary', { hasText: 'Gỡ ứng dụng' }).click()
        await page.fill('#password', world.accounts.get(role).password)
        await page.fill('#code', codeOf(secret, 1))
        await submit(page, page.locator('form[action="/xac-thuc/ung-dung/go"] button'))
        assert.match(await mainText(page), /Đã gỡ ứng dụng/)
    })

test('a passkey opens without a password, and after one', async () => {
    const page = await world.signIn('unit')
    const device = await addDevice(page)
    await page.goto('/xac-thuc')
    await page.fill('#passkey-password', world.accounts.get('unit').password)
    await submit(page, page.locator('form[action="/xac-thuc/khoa"] button'))
    await checkPage(page, 'factor-passkey-add')
    await page.fill('#name', 'máy cơ quan')
    await submit(page, page.locator('main form .primary'))
    assert.equal(await page.locator('.codes li').count(), 10)
    assert.equal((await device.keys()).length, 1)
    await page.goto('/xac-thuc')
    assert.match(await mainText(page), /máy cơ quan/)
    await checkPage(page, 'factor-passkey')
    await signOut(page)
    // By the passkey alone.
    await page.locator('a[href="/dang-nhap/khoa"]').click()
    await checkPage(page, 'factor-passkey-sign-in')
    await submit(page, page.locator('main form .primary'))
    assert.equal(new URL(page.url()).pathname, '/')
    await signOut(page)
    // After the password.
    await typePassword(page, 'unit')
    assert.equal(new URL(page.url()).pathname, '/dang-nhap/buoc-hai')
    await checkPage(page, 'factor-second-passkey')
    await submit(page, page.locator('form[data-passkey] button'))
    assert.equal(new URL(page.url()).pathname, '/')
    await signOut(page)
    // A device that does not recognise its owner opens nothing.
    await device.recognises(false)
    await page.goto('/dang-nhap/khoa')
    await page.locator('main form .primary').click()
    await page.locator('[data-passkey-failed]').waitFor({ state: 'visible' })
    assert.equal(new URL(page.url()).pathname, '/dang-nhap/khoa')
    await device.recognises(true)
    await submit(page, page.locator('main form .primary'))
    await page.goto('/xac-thuc')
    await page.locator('summary', { hasText: 'Gỡ khóa' }).click()
    await page.fill('[id^=remove-]', world.accounts.get('unit').password)
    await submit(page, page.locator('form[action$="/go"] .danger'))
    assert.match(await mainText(page), /Đã gỡ khóa truy cập/)
    await signOut(page)
    await page.goto('/dang-nhap/khoa')
    await submit(page, page.locator('main form .primary'))
    assert.match(await mainText(page), /không dùng được cho tài khoản/)
    await checkPage(page, 'factor-passkey-refused')
})

test('without scripts a passkey page says what to do', async () => {
    const page = await world.visitor({ javaScriptEnabled: false })
    await page.goto('/dang-nhap/khoa')
    assert.match(await mainText(page), /cần JavaScript/)
    assert.equal(await page.locator('main form .primary').isVisible(), false)
})

test('an account is recovered by two persons, and its owner is told', async () => {
    const unit = world.accounts.get('unit')
    const admin = await world.signIn('admin')
    await admin.goto('/khoi-phuc')
    await checkPage(admin, 'recovery-none')
    await admin.fill('#login', unit.login)
    await submit(admin, admin.locator('form[action="/khoi-phuc"] .primary'))
    assert.match(await mainText(admin), /Ghi lý do/)
    await admin.fill('#reason', 'Mất điện thoại; đã gặp trực tiếp ngày hôm nay')
    await submit(admin, admin.locator('form[action="/khoi-phuc"] .primary'))
    assert.match(await mainText(admin), /Một người khác phải xác nhận/)
    assert.equal(await admin.locator('form[action$="/xac-nhan"]').count(), 0, 'not by who asked')
    const office = await world.signIn('office')
    await office.locator('a[href="/khoi-phuc"]').first().click()
    await checkPage(office, 'recovery-waits')
    await submit(office, office.locator('form[action$="/xac-nhan"] button'))
    await checkPage(office, 'recovery-done')
    const code = await office.locator('.callout b').innerText()
    const owner = await world.visitor()
    await owner.goto('/dang-nhap')
    await owner.fill('[name=login]', unit.login)
    await owner.fill('[name=password]', code)
    await submit(owner, owner.locator('main form .primary'))
    unit.password = 'mat khau moi sau khoi phuc'
    await owner.fill('[name=new]', unit.password)
    await owner.fill('[name=repeat]', unit.password)
    await submit(owner, owner.locator('main form .primary'))
    assert.equal(new URL(owner.url()).pathname, '/xac-thuc/da-khoi-phuc')
    assert.match(await mainText(owner), /Mất điện thoại/)
    await checkPage(owner, 'recovery-told')
    await submit(owner, owner.locator('main form .primary'))
    assert.equal(new URL(owner.url()).pathname, '/')
    await admin.goto(`/tai-khoan/${unit.login}`)
    await admin.locator('a[href$="/dang-nhap"]').click()
    await checkPage(admin, 'factor-of-account')
})

test('an administrator without a second step has no rights where one is demanded', async () => {
    await restart('sign_in_totp = yes\nadmin_second_factor = yes\n')
    const page = await world.signIn('admin')
    assert.match(await mainText(page), /tạm giữ/)
    assert.equal((await page.goto('/tai-khoan')).status(), 403)
    await page.goto('/xac-thuc')
    await checkPage(page, 'factor-needed')
    await page.fill('#password', world.accounts.get('admin').password)
    await submit(page, page.locator('form[action="/xac-thuc/ung-dung"] button'))
    const secret = await page.locator('.secret').innerText()
    await page.fill('#code', codeOf(secret))
    await submit(page, page.locator('main form .primary'))
    assert.equal((await page.goto('/tai-khoan')).status(), 200)
})
