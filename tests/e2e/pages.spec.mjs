// The first page, the table of criteria with its faults, the history, help, and the accounts.
import assert from 'node:assert/strict'
import { afterEach } from 'node:test'
import { checkPage, mainText, submit, test, useServer } from './harness.mjs'

const world = useServer({ sample: 'training' })
afterEach(() => world.tidy())

const BASE = '/cum/cum-mau/2020-H1'

test('pages around the cluster are sound', async () => {
    const page = await world.signIn('office')
    for (const [name, path] of Object.entries({
        home: '/', overview: BASE, settings: `${BASE}/thong-tin`, criteria: `${BASE}/tieu-chi`,
        rules: `${BASE}/tieu-chi/quy-tac`, history: `${BASE}/lich-su`, 'cluster-form': '/cum/moi',
        help: '/tro-giup',
    })) {
        await page.goto(path)
        await checkPage(page, `pages-${name}`)
    }
})

test('every line of the first page leads to a page that is there', async () => {
    const page = await world.signIn('office')
    await page.goto('/')
    const hrefs = await page.locator('.tasks a').evaluateAll((links) => links.map((a) => a.href))
    assert.ok(hrefs.length >= 2, `tasks: ${hrefs}`)
    for (const href of hrefs) assert.equal((await page.goto(href)).status(), 200, href)
})

test('an officer of a unit sees what waits for his unit, and nothing of the others', async () => {
    const page = await world.signIn('unit')
    await page.goto('/')
    assert.match(await mainText(page), /Bổ sung 1 kết quả còn thiếu/)
    await page.goto(BASE)
    assert.equal(await page.locator('main table tbody th a').count(), 1)
    assert.equal((await page.goto(`${BASE}/lich-su`)).status(), 403)
    assert.equal((await page.goto(`${BASE}/tieu-chi/khoa`)).status(), 403)
})

test('a locked table and rules in use are shown, not offered for change', async () => {
    const page = await world.signIn('office')
    await page.goto(`${BASE}/tieu-chi`)
    assert.equal(await page.locator('main a[href$="/sua"]').count(), 0)
    assert.equal((await page.goto(`${BASE}/tieu-chi/I.1/sua`)).status(), 409)
    await page.goto(`${BASE}/tieu-chi/quy-tac`)
    assert.equal(await page.locator('main input:not([type=hidden])').count(), 0)
})

test('the administrator makes an account, once told its code', async () => {
    const page = await world.signIn('admin')
    await page.goto('/')
    assert.equal(await page.locator('.tasks').count(), 0)
    await page.goto('/tai-khoan')
    await checkPage(page, 'pages-accounts')
    await page.locator('[name=login]').fill('ea-mrang')
    await page.locator('[name=name]').fill('Ban CHQS huyện Ea M’Rang')
    await submit(page, page.locator('#tao button'))
    assert.match(await page.title(), /^Lỗi/) // an officer needs a unit
    assert.equal(await page.locator('[name=login]').inputValue(), 'ea-mrang')
    await page.locator('[name=scope]').selectOption({ label: 'Ban CHQS huyện Ea M’Rang – Cụm thi đua Mẫu' })
    await submit(page, page.locator('#tao button'))
    assert.match(await page.locator('.slip .code').last().innerText(), /^([A-Z2-9]{4}-){3}[A-Z2-9]{4}$/)
    await page.goto('/tai-khoan/ea-mrang')
    assert.match(await mainText(page), /Cán bộ đơn vị · Ban CHQS huyện Ea M’Rang/)
    assert.equal((await page.goto(BASE)).status(), 403)
})
