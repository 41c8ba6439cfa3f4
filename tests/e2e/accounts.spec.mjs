// Accounts: a code on paper, the first sign-in, one's own account, closing it.
import { afterEach } from 'node:test'
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { test, useServer, submit, mainText, checkPage, pictures } from './harness.mjs'

const world = useServer({ sample: 'training' })
afterEach(() => world.tidy())

const CODE = /^([A-Z2-9]{4}-){3}[A-Z2-9]{4}$/
const PASSWORD = 'mùa mưa năm nay đến muộn'

async function type(page, fields) {
    for (const [name, value] of Object.entries(fields)) await page.locator(`[name=${name}]`).fill(value)
    await submit(page, page.locator('main form button').first())
}

/** The administrator makes an account; answers its code. */
async function makeAccount(page, login, look = false) {
    await page.goto('/tai-khoan')
    await page.locator('[name=login]').fill(login)
    await page.locator('[name=name]').fill('Thiếu tá Trần Văn B')
    await page.locator('[name=role]').selectOption('office')
    await submit(page, page.locator('#tao button'))
    const code = await page.locator('.slip .code').last().innerText()
    assert.match(code, CODE)
    assert.ok(!page.url().includes(code))
    if (look) await checkPage(page, 'accounts-slip')
    return code
}

for (const scripts of [true, false]) {
    test(`from the slip to one's own account (${scripts ? 'with' : 'without'} scripts)`, async () => {
        const admin = await world.signIn('admin', { javaScriptEnabled: scripts })
        const login = scripts ? 'tran.b' : 'tran.c'
        const code = await makeAccount(admin, login, scripts)

        const page = await world.visitor({ javaScriptEnabled: scripts })
        await page.goto('/tai-khoan-cua-toi')
        // As people type it: small letters, without hyphens.
        await type(page, { login, password: code.toLowerCase().replaceAll('-', ' ') })
        assert.equal(new URL(page.url()).pathname, '/dang-nhap/dat-mat-khau')
        assert.match(await mainText(page), /Thiếu tá Trần Văn B/)
        if (scripts) await checkPage(page, 'accounts-set-password')
        await type(page, { new: '1234567890', repeat: '1234567890' })
        assert.match(await mainText(page), /quá dễ đoán/)
        await type(page, { new: PASSWORD, repeat: PASSWORD })
        assert.equal(new URL(page.url()).pathname, '/tai-khoan-cua-toi', 'where he wanted to go')
        assert.match(await mainText(page), /phiên này/)
        if (scripts) await checkPage(page, 'accounts-mine')

        const again = await world.visitor({ javaScriptEnabled: scripts })
        await again.goto('/dang-nhap')
        await type(again, { login, password: code })
        assert.match(await mainText(again), /đã được dùng/)
        await type(again, { login, password: PASSWORD })
        assert.equal(new URL(again.url()).pathname, '/')

        // The owner sees both, ends the other, which is told so at its next request.
        await page.reload()
        assert.equal(await page.locator('form[action*="/phien/"] button').count(), 1)
        await submit(page, page.locator('form[action*="/phien/"] button'))
        assert.match(await page.locator('.notice').innerText(), /Đã kết thúc phiên/)
        await again.goto('/viec')
        assert.equal(new URL(again.url()).pathname, '/dang-nhap')
        assert.match(await again.locator('.notice').innerText(), /Phiên làm việc đã kết thúc/)

        // Who left is out at once.
        await admin.goto(`/tai-khoan/${login}`)
        if (scripts) await checkPage(admin, 'accounts-one')
        await submit(admin, admin.locator('form[action$="/dong"] button'))
        assert.match(await admin.locator('.notice').innerText(), /Đã đóng/)
        await page.goto('/')
        assert.equal(new URL(page.url()).pathname, '/dang-nhap')
        await submit(admin, admin.locator('form[action$="/mo-lai"] button'))
        assert.match(await admin.locator('.slip .code').last().innerText(), CODE)
    })
}

test('the slip prints on half a sheet, with nothing around it', async () => {
    const page = await world.signIn('admin')
    await makeAccount(page, 'tran.d')
    const paper = await page.pdf({ preferCSSPageSize: true })
    writeFileSync(`${pictures}/accounts-slip.pdf`, paper)
    assert.equal(paper.toString('latin1').match(/\/Type\s*\/Page\b/g).length, 1)
    await page.emulateMedia({ media: 'print' })
    assert.ok(await page.locator('.slip').isVisible())
    assert.equal(await page.locator('.page-head').isVisible(), false)
    assert.ok((await page.locator('.slip').boundingBox()).height < 560, 'half of A4')
})
