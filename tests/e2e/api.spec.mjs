// Tokens for programs: made once shown, asked with, taken back; the page of the API.
import assert from 'node:assert/strict'
import { afterEach } from 'node:test'
import { checkPage, mainText, submit, test, useServer } from './harness.mjs'

const world = useServer({ sample: 'training', config: 'api_tokens = yes\n' })
afterEach(() => world.tidy())

/** As a program asks: no cookie, no browser. */
const ask = (path, token) => fetch(`${world.url}${path}`, {
    headers: token ? { authorization: `Bearer ${token}` } : {},
})

const makeToken = async (page, name) => {
    await page.goto('/ma-truy-cap')
    await page.fill('[name=name]', name)
    await page.fill('[name=password]', world.accounts.get('office').password)
    await submit(page, page.locator('main form .primary'))
}

test('a token is shown once, asks, and is nobody when it was taken back', async () => {
    const page = await world.signIn('office')
    await page.goto('/tai-khoan-cua-toi')
    await submit(page, page.locator('main a[href="/ma-truy-cap"]').first())
    await checkPage(page, 'tokens-none')
    await makeToken(page, 'Phần mềm quản lý văn bản')
    const token = await page.locator('main [role=status] code').innerText()
    await checkPage(page, 'token-made')

    const me = await ask('/api/v1/me', token)
    assert.equal(me.status, 200)
    assert.equal((await me.json()).login, world.accounts.get('office').login)
    const { items } = await (await ask('/api/v1/clusters', token)).json()
    const years = `/api/v1/clusters/${items[0].cluster}/years/${items[0].year}`
    const targets = await (await ask(`${years}/targets`, token)).json()
    assert.equal(targets.sample, true)
    assert.ok(targets.items.length > 0)
    assert.equal((await ask('/api/v1/me')).status, 401, 'nobody asks without a token')

    await page.goto('/ma-truy-cap')
    assert.ok(!(await mainText(page)).includes(token), 'it is not shown again')
    await submit(page, page.locator('form[action$="/thu-hoi"] button'))
    assert.match(await mainText(page), /đã thu hồi/)
    await checkPage(page, 'token-taken-back')
    const refused = await ask('/api/v1/me', token)
    assert.equal(refused.status, 401)
    assert.match((await refused.json()).detail, /Bearer/)
})

test('a wrong password makes no token, and what was typed stays', async () => {
    const page = await world.signIn('office')
    await page.goto('/ma-truy-cap')
    await page.fill('[name=name]', 'Bảng tính')
    await page.fill('[name=password]', 'không phải')
    await submit(page, page.locator('main form .primary'))
    assert.equal(await page.locator('[name=name]').inputValue(), 'Bảng tính')
    assert.equal(await page.locator('main [role=status] code').count(), 0)
    await checkPage(page, 'token-refused')
})

test('the page of the API lists what its description describes', async () => {
    const page = await world.signIn('reader')
    await page.goto('/api')
    await checkPage(page, 'api')
    const described = await page.evaluate(async () => {
        const answer = await fetch('/api/openapi.json')
        return Object.values((await answer.json()).paths).flatMap((path) => Object.keys(path)).length
    })
    assert.equal(await page.locator('main tbody tr').count(), described)
})
