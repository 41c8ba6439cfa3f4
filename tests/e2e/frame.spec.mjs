// Signing in, the frame of every page, the keyboard, and all of it without JavaScript.
import assert from 'node:assert/strict'
import { afterEach } from 'node:test'
import {
    checkPage, focused, mainText, submit, switchLanguage, test, useServer,
} from './harness.mjs'

const world = useServer({ sample: 'training' })
afterEach(() => world.tidy())

const faults = (page) => page.locator('.faults[role=alert]')

async function typeAccount(page, login, password) {
    await page.locator('[name=login]').fill(login)
    await page.locator('[name=password]').fill(password)
    await submit(page, page.locator('main form button'))
}

test('a visitor is led to the sign-in page and then where he wanted to go', async () => {
    const page = await world.visitor()
    await page.goto('/mat-khau')
    assert.equal(new URL(page.url()).pathname, '/dang-nhap')
    const { login, password } = world.accounts.get('office')
    await typeAccount(page, login, password)
    assert.equal(new URL(page.url()).pathname, '/mat-khau')
})

for (const lang of ['vi', 'en']) {
    test(`the sign-in page is sound (${lang})`, async () => {
        const page = await world.visitor()
        await page.goto('/dang-nhap')
        await switchLanguage(page, lang)
        await checkPage(page, `sign-in-${lang}`)
    })

    test(`the page of the own password is sound (${lang})`, async () => {
        const page = await world.signIn('office')
        await page.goto('/mat-khau')
        await switchLanguage(page, lang)
        await checkPage(page, `password-${lang}`)
    })
}

test('a wrong password is said in a sentence, and the name stays', async () => {
    const page = await world.visitor()
    await page.goto('/dang-nhap')
    await typeAccount(page, 'thuongtruc', 'sai-mat-khau-nay')
    assert.match(await faults(page).innerText(), /\S/)
    assert.match(await page.title(), /^Lỗi/)
    assert.equal(await page.locator('[name=login]').inputValue(), 'thuongtruc')
    assert.equal(await page.locator('[name=password]').inputValue(), '')
    await checkPage(page, 'sign-in-refused')
})

test('every sample account signs in', async () => {
    for (const role of world.accounts.keys()) {
        const page = await world.signIn(role)
        await page.goto('/mat-khau')
        assert.equal(await page.locator('form[action="/dang-xuat"]').count(), 1)
    }
})

test('signing out ends the session', async () => {
    const page = await world.signIn('office')
    await page.goto('/mat-khau')
    await submit(page, page.locator('form[action="/dang-xuat"] button'))
    await page.goto('/mat-khau')
    assert.equal(new URL(page.url()).pathname, '/dang-nhap')
})

test('a page of the training sample says that its figures are invented', async () => {
    const page = await world.signIn('office')
    await page.goto('/')
    assert.match(await page.locator('body').innerText(), /DỮ LIỆU MẪU – SỐ LIỆU GIẢ ĐỊNH/)
})

test('an unknown address draws a whole page with a way back', async () => {
    const page = await world.signIn('office')
    const answer = await page.goto('/khong-co-trang-nay')
    assert.equal(answer.status(), 404)
    assert.ok(await page.locator('a[href="/"]').count() > 0)
    await checkPage(page, 'not-found')
})

test('the keyboard reaches the skip link first, and it leads to the content', async () => {
    const page = await world.visitor()
    await page.goto('/dang-nhap')
    await page.keyboard.press('Tab')
    assert.equal(await focused(page), 'a.skip')
    assert.ok(await page.locator('a.skip').isVisible())
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    assert.equal(await focused(page), 'input[name=login]')
})

test('one signs in by keyboard alone, in the order that is seen', async () => {
    const page = await world.visitor()
    await page.goto('/dang-nhap')
    const { login, password } = world.accounts.get('office')
    await page.locator('[name=login]').focus()
    await page.keyboard.type(login)
    await page.keyboard.press('Tab')
    assert.equal(await focused(page), 'input[name=password]')
    await page.keyboard.type(password)
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')])
    assert.notEqual(new URL(page.url()).pathname, '/dang-nhap', await mainText(page))
})

test('signing in, the language and signing out work without JavaScript', async () => {
    const page = await world.signIn('office', { javaScriptEnabled: false })
    await page.goto('/mat-khau')
    await switchLanguage(page, 'en')
    assert.equal(new URL(page.url()).pathname, '/mat-khau', 'the page stays the same')
    await submit(page, page.locator('form[action="/dang-xuat"] button'))
    assert.equal(new URL(page.url()).pathname, '/dang-nhap')
})
