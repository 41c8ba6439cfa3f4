// The page of all components as people see it: light and dark, on paper, narrow, enlarged, with colours
// forced by the system. And the main pages in the dark.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'node:test'
import { promisify } from 'node:util'
import { checkAxe, checkPage, pictures, shot, test, useServer } from './harness.mjs'

const world = useServer({ sample: 'training' })
afterEach(() => world.tidy())

const BASE = '/cum/cum-mau/2020-H1'
const run = promisify(execFile)

/** Nothing reaches beyond the screen but what scrolls by itself. */
async function checkFits(page) {
    const { wide, screen } = await page.evaluate(() => (
        { wide: document.documentElement.scrollWidth, screen: document.documentElement.clientWidth }))
    assert.ok(wide <= screen, `${page.url()} is ${wide} px wide on a screen of ${screen}`)
}

async function gallery(options = {}) {
    const page = await world.signIn('office', options)
    await page.goto('/giao-dien')
    return page
}

test('components by day', async () => {
    await checkPage(await gallery(), 'gallery')
})

test('components by night', async () => {
    await checkPage(await gallery({ colorScheme: 'dark' }), 'gallery-dark')
})

test('components at 320 pixels reflow', async () => {
    const page = await gallery()
    await page.setViewportSize({ width: 320, height: 640 })
    await checkFits(page)
    await checkAxe(page)
})

test('components at twice the size', async () => {
    const page = await gallery()
    // Zooming leaves half the room; a larger letter in the browser's settings doubles what is in rem.
    await page.setViewportSize({ width: 683, height: 384 })
    await checkFits(page)
    await page.setViewportSize({ width: 1366, height: 768 })
    await page.evaluate(() => { document.documentElement.style.fontSize = '200%' })
    await checkFits(page)
    await shot(page, 'gallery-large')
})

test('components with the colours of the system', async () => {
    const page = await gallery({ forcedColors: 'active' })
    await checkFits(page)
    await checkAxe(page)
    await shot(page, 'gallery-forced')
    // What is told by colour alone by day has a border or a mark of its own.
    const borders = await page.locator('.button, input[type=text], .badge').evaluateAll((all) => all
        .filter((e) => e.checkVisibility())
        .filter((e) => getComputedStyle(e).borderTopStyle === 'none').map((e) => e.outerHTML.slice(0, 80)))
    assert.deepEqual(borders, [])
})

test('components on paper', async () => {
    const page = await gallery()
    const folder = mkdtempSync(join(tmpdir(), 'thidua-gallery-'))
    try {
        const file = join(folder, 'gallery.pdf')
        writeFileSync(file, await page.pdf({ format: 'A4' }))
        const { stdout } = await run('pdftotext', ['-layout', file, '-'])
        assert.match(stdout, /CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM/)
        assert.match(stdout, /Ban CHQS huyện Đầm Sậy/)
        assert.doesNotMatch(stdout, /Đăng xuất/) // what only a screen needs stays there
        await run('pdftoppm', ['-r', '60', '-png', file, join(pictures, 'gallery-paper')])
    } finally {
        rmSync(folder, { recursive: true })
    }
})

test('the main pages by night and with forced colours', async () => {
    for (const look of [{ colorScheme: 'dark' }, { forcedColors: 'active' }]) {
        const page = await world.signIn('head', look)
        for (const path of ['/', BASE, `${BASE}/tieu-chi`, `${BASE}/nhap-phieu`, `${BASE}/tham-dinh`,
            `${BASE}/tham-dinh/ban-chqs-huyen-dam-say`, `${BASE}/xep-thu`, `${BASE}/bao-cao`, '/tro-giup']) {
            assert.equal((await page.goto(path)).status(), 200, path)
            await checkFits(page)
            await checkAxe(page)
        }
    }
})

test('the main pages at 320 pixels', async () => {
    const page = await world.signIn('head')
    await page.setViewportSize({ width: 320, height: 640 })
    for (const path of ['/', BASE, `${BASE}/tieu-chi`, `${BASE}/nhap-phieu`, `${BASE}/tham-dinh`,
        `${BASE}/tham-dinh/ban-chqs-huyen-dam-say`, `${BASE}/xep-thu`, `${BASE}/bao-cao`, '/tro-giup']) {
        await page.goto(path)
        await checkFits(page)
        await checkAxe(page)
    }
})
