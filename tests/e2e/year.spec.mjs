// Every page around a cluster's year, for whoever may open it: found by its links, drawn, checked by axe-core.
import assert from 'node:assert/strict'
import { afterEach } from 'node:test'
import { checkAxe, test, useServer, WIDTHS } from './harness.mjs'

const world = useServer({ sample: 'training' })
afterEach(() => world.tidy())

const YEAR = '/cum/cum-mau/nam/2020'
const STARTS = ['/', '/cum', YEAR, '/nguoi', '/danh-hieu', '/phong-trao', '/don-vi/loai']
const MOST = 90

/** Pages of one kind have one name: what stands for a unit, a person, a row is left out. */
function kindOf(path) {
    return path
        .replace(/\/[0-9a-f]{8}-[0-9a-f-]{27}/g, '/:id')
        .replace(/\/(ban-chqs|bo-chi-huy)-[^/]+/g, '/:unit')
        .replace(/\/muc\/\d+/, '/muc/:number')
        .replace(/\/loai\/[^/]+/, '/loai/:kind')
        .replace(/\/viec\/(?!moi)[^/]+/, '/viec/:task')
}

/** Of this spec's pages, and no file to download. */
function isOurs(path) {
    return /^\/(cum(\/cum-mau\/nam\/2020|$)|nguoi|danh-hieu|phong-trao|don-vi\/loai)/.test(path) &&
        !/\/(xlsx|ics|tai|bang-tinh|mau)$/.test(path)
}

async function walk(page, role) {
    const waiting = [...STARTS]
    const seen = new Set()
    while (waiting.length && seen.size < MOST) {
        const path = waiting.shift()
        const kind = kindOf(path)
        if (seen.has(kind)) continue
        seen.add(kind)
        const status = (await page.goto(path)).status()
        if (status === 403 && STARTS.includes(path)) continue
        assert.equal(status, 200, `${role}: a link leads to ${path}`)
        await checkAxe(page)
        assert.equal(await page.locator('main h1').count(), 1, `${path}: one heading`)
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        assert.ok(wide <= 0, `${role}: ${path} is ${wide} px too wide`)
        const links = await page.locator('a[href^="/"]').evaluateAll((nodes) =>
            nodes.map((a) => new URL(a.href).pathname))
        waiting.push(...links.filter(isOurs))
    }
    return seen
}

for (const [role, atLeast] of Object.entries({ office: 45, head: 35, unit: 25, reader: 15, admin: 1 })) {
    test(`all pages of the year are sound for ${role}, on the phone`, async () => {
        const page = await world.signIn(role, { viewport: WIDTHS[1] })
        const seen = await walk(page, role)
        assert.ok(seen.size >= atLeast, `${role} came to ${seen.size} pages`)
    })
}

test('on a phone the parts of the year are a menu, by keyboard and without a script', async () => {
    const page = await world.signIn('office', { viewport: WIDTHS[1], javaScriptEnabled: false })
    await page.goto(`${YEAR}/lich`)
    const plan = page.locator('.steps a', { hasText: 'Kế hoạch' })
    assert.equal(await plan.isVisible(), false)
    await page.locator('.steps input').focus()
    await page.keyboard.press('Space')
    assert.equal(await plan.isVisible(), true)
    await plan.click()
    assert.match(page.url(), /\/ke-hoach$/)
})
