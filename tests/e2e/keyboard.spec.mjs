// The main job by keyboard alone: from the sign-in to the places, seeing at each step where one stands.
import assert from 'node:assert/strict'
import { afterEach } from 'node:test'
import { mainText, test, useServer } from './harness.mjs'

const world = useServer({ sample: 'training' })
afterEach(() => world.tidy())

const BASE = '/cum/cum-mau/2020-H1'
const STOPS_MAX = 250

/** What has the focus must show it, and nothing may lie over it, once the page has scrolled there. */
async function checkFocusIsSeen(page) {
    const seen = await page.evaluate(async () => {
        const FRAMES_MAX = 120
        let now = look(document.activeElement)
        for (let frame = 0; frame < FRAMES_MAX && !(now.marked && now.inside && now.free); frame++) {
            await new Promise(requestAnimationFrame)
            now = look(document.activeElement)
        }
        return now

        function look(e) {
            const style = getComputedStyle(e)
            const box = e.getBoundingClientRect()
            const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1)
            const y = box.top + Math.min(box.height / 2, 12)
            const top = document.elementFromPoint(x, y)
            return {
                what: `${e.outerHTML.slice(0, 120)} at ${Math.round(box.top)} of ${innerHeight}`,
                marked: (style.outlineStyle !== 'none' && style.outlineWidth !== '0px') || style.boxShadow !== 'none',
                inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
                free: !top || e.contains(top) || top.contains(e) || [...(e.labels ?? [])].some((l) => l.contains(top)),
            }
        }
    })
    assert.ok(seen.marked, `the focus is not marked on ${seen.what}`)
    assert.ok(seen.inside, `the focus is outside the screen on ${seen.what}`)
    assert.ok(seen.free, `something lies over ${seen.what}`)
}

/** Presses Tab until the focus is on the first element of that selector. */
async function tabTo(page, selector) {
    for (let stop = 0; stop < STOPS_MAX; stop++) {
        await page.keyboard.press('Tab')
        if (await page.evaluate(() => document.activeElement === document.body)) continue // the browser's own bars
        await checkFocusIsSeen(page)
        if (await page.evaluate((wanted) => document.activeElement === document.querySelector(wanted), selector))
            return
    }
    assert.fail(`no way to ${selector} on ${page.url()}`)
}

async function enter(page) {
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')])
}

test('from the sign-in to the ranking and its reasons without a mouse', async () => {
    const page = await world.visitor()
    const { login, password } = world.accounts.get('head')
    await page.goto('/')
    await tabTo(page, '[name=login]')
    await page.keyboard.type(login)
    await tabTo(page, '[name=password]')
    await page.keyboard.type(password)
    await enter(page)

    // My work → the steps of the half-year → verification → a unit.
    await page.goto(BASE)
    await tabTo(page, `a[href="${BASE}/tham-dinh"]`)
    await enter(page)
    await tabTo(page, 'main a[href$="/tham-dinh/ban-chqs-huyen-dam-say"]')
    await enter(page)

    // The grid: a figure with its reason, by arrows; saved by Enter on the button.
    await tabTo(page, '.grid input[name^="points."]')
    const first = await page.evaluate(() => document.activeElement.name)
    await page.keyboard.press('ArrowDown')
    await checkFocusIsSeen(page)
    const second = await page.evaluate(() => document.activeElement.name)
    assert.notEqual(second, first, 'the arrow leads to the next row')
    await page.keyboard.type('1,5')
    await page.keyboard.press('Tab')
    await checkFocusIsSeen(page)
    await page.keyboard.type('Thống nhất tại hội nghị')
    await tabTo(page, '.grid-foot button')
    await enter(page)
    assert.match(await mainText(page), /Thống nhất tại hội nghị|Đã lưu|đã lưu/)
    assert.equal(await page.locator(`[name="${second}"]`).inputValue(), '1,50')

    // Links inside the grid keep their Enter.
    await tabTo(page, '.grid a.why')
    await page.keyboard.press('Enter')
    await page.locator('#vi-sao .why-body').waitFor()
    // The page scrolls to the end of what came, and only then is it ready for the next key.
    await page.waitForFunction(() => document.querySelector('#vi-sao').getBoundingClientRect().bottom <= innerHeight + 1)

    // The places, and why.
    await tabTo(page, `a[href="${BASE}/xep-thu"]`)
    await enter(page)
    await tabTo(page, 'main table a')
    await enter(page)
    assert.equal(await page.locator('h1').count(), 1)
})

test('no page holds the keyboard fast, and each stop is seen', async () => {
    const page = await world.signIn('head')
    for (const path of ['/', `${BASE}/tieu-chi`, `${BASE}/nhap-phieu`, `${BASE}/xep-thu`, `${BASE}/bao-cao`,
        '/giao-dien']) {
        await page.goto(path)
        let stops = 0
        do {
            await page.keyboard.press('Tab')
            stops++
            if (await page.evaluate(() => document.activeElement !== document.body)) await checkFocusIsSeen(page)
        } while (stops < STOPS_MAX && await page.evaluate(() => document.activeElement !== document.body))
        assert.ok(stops < STOPS_MAX, `${path} ends after ${stops} stops`)
    }
})
