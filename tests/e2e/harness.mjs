// What the browser tests share: a server on a data folder of its own, people who sign in, and checks
// that every page must pass. Each *.spec.mjs starts its own server and prints flat TAP:
//
//     const world = useServer({ sample: 'training' })
//     test('the office signs in', async () => {
//         const page = await world.signIn('office')
//         await checkPage(page, 'home')
//     })
//
// Environment: THIDUA_BUILD, the build folder (default: build).
import assert from 'node:assert/strict'
import { spawn, execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, test as nodeTest } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import axe from 'axe-core'
import { chromium } from 'playwright-core'

const here = dirname(fileURLToPath(import.meta.url))
const project = join(here, '..', '..')
const program = join(process.env.THIDUA_BUILD ?? join(project, 'build'), 'thidua')
export const sheets = join(project, 'tests', 'data')
export const pictures = join(here, 'out')

/** The two screens every page is looked at: an office's, and a phone. */
export const WIDTHS = [{ width: 1366, height: 768 }, { width: 390, height: 844 }]

const run = promisify(execFile)

/** Runs a command of the program to its end; {stdout, stderr, status}. */
export async function thidua(...words) {
    try {
        return { ...await run(program, words, { timeout: 60_000, maxBuffer: 1 << 26 }), status: 0 }
    } catch (failure) {
        if (typeof failure.code !== 'number') throw failure
        return { stdout: failure.stdout, stderr: failure.stderr, status: failure.code }
    }
}

/** A test of at most two minutes. */
export function test(name, body) {
    nodeTest(name, { timeout: 120_000 }, body)
}

/** Starts `thidua serve` on a free port; resolves when it answers. */
async function serve(data) {
    const server = spawn(program, ['serve', '--data', data, '--port', '0'], { stdio: 'pipe' })
    let said = ''
    server.stderr.on('data', (bytes) => { said += bytes })
    const url = await new Promise((resolve, reject) => {
        let printed = ''
        server.stdout.on('data', (bytes) => {
            printed += bytes
            const address = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)
            if (address) resolve(address[0])
        })
        server.on('error', reject)
        server.on('exit', (status) => reject(new Error(`serve ended with ${status}: ${said}`)))
    })
    let stopping = false
    const ended = new Promise((resolve) => server.on('exit', (status, signal) => {
        if (!stopping) console.log(`# the server ended by itself (${status ?? signal}): ${said}`)
        resolve(status ?? signal)
    }))
    return {
        url,
        async stop() {
            stopping = true
            server.kill('SIGTERM')
            assert.equal(await ended, 0, `the server stops well: ${said}`)
        },
    }
}

class World {
    /** Of `init`: role → {login, password}, the first of each; and every one by its login. */
    accounts = new Map()
    /** Requests that left the server's own address; there must be none. */
    strayed = []
    /** Faults that a page's scripts or its policy reported. */
    faults = []
    #contexts = []

    async start({ sample, config }) {
        this.folder = mkdtempSync(join(tmpdir(), 'thidua-e2e-'))
        this.data = join(this.folder, 'data')
        const words = ['init', '--data', this.data, '--json']
        const made = await thidua(...words, ...(sample ? ['--sample', sample] : []))
        assert.equal(made.status, 0, made.stderr)
        for (const account of JSON.parse(made.stdout).accounts) {
            if (!this.accounts.has(account.role)) this.accounts.set(account.role, account)
            this.accounts.set(account.login, account)
        }
        if (config) writeFileSync(join(this.data, 'thidua.conf'), config)
        this.server = await serve(this.data)
        this.url = this.server.url
        this.browser = await chromium.launch({
            executablePath: '/usr/bin/chromium',
            args: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic',
                '--no-first-run', '--disable-background-networking', '--disable-component-update',
                '--disable-sync'],
        })
    }

    /** Ends the server and starts it again on the same folder, with another configuration. */
    async restart(config) {
        await this.server.stop()
        writeFileSync(join(this.data, 'thidua.conf'), config)
        this.server = await serve(this.data)
        this.url = this.server.url
    }

    async stop() {
        await this.browser?.close()
        await this.server?.stop()
        if (this.folder) rmSync(this.folder, { recursive: true, force: true })
    }

    /** A fresh browser session, signed out. Options are those of Playwright's newContext. */
    async visitor(options = {}) {
        const context = await this.browser.newContext({
            baseURL: this.url, viewport: WIDTHS[0], locale: 'vi-VN', acceptDownloads: true, ...options,
        })
        this.#contexts.push(context)
        context.setDefaultTimeout(15_000)
        await context.route((url) => url.origin !== this.url, (route) => {
            this.strayed.push(route.request().url())
            return route.abort()
        })
        const page = await context.newPage()
        page.on('pageerror', (error) => this.faults.push(`${page.url()}: ${error.message}`))
        page.on('console', (line) => {
            // A refused form is answered with 422, which the browser reports as an error.
            if (line.type() === 'error' && !line.text().startsWith('Failed to load resource')) {
                this.faults.push(`${page.url()}: ${line.text()}`)
            }
        })
        return page
    }

    /** A page on which the account of a role is signed in: office, admin, head, reader, unit. */
    async signIn(role, options = {}) {
        const account = this.accounts.get(role)
        assert.ok(account, `the sample has an account ${role}: ${[...this.accounts.keys()]}`)
        const page = await this.visitor(options)
        await page.goto('/dang-nhap')
        await page.locator('[name=login]').fill(account.login)
        await page.locator('[name=password]').fill(account.password ?? account.code)
        await submit(page, page.locator('main form button'))
        if (!account.password) {
            // The first time, without a sample: a password takes the place of the code.
            account.password = `e2e-${account.code}`
            await page.locator('[name=new]').fill(account.password)
            await page.locator('[name=repeat]').fill(account.password)
            await submit(page, page.locator('main form button'))
        }
        assert.notEqual(new URL(page.url()).pathname, '/dang-nhap', await mainText(page))
        return page
    }

    /** Ends the sessions of one test and says what its pages did wrong behind the scenes. */
    async tidy() {
        for (const context of this.#contexts.splice(0)) await context.close()
        this.sound()
    }

    /** Says what the pages did wrong behind the scenes up to now; sessions stay open. */
    sound() {
        assert.deepEqual(this.strayed.splice(0), [], 'nothing is asked of other servers')
        assert.deepEqual(this.faults.splice(0), [], 'no fault in scripts or policy')
    }
}

/** A server for the tests of a file, started before the first and stopped after the last. */
export function useServer(options = {}) {
    const world = new World()
    before(() => world.start(options))
    after(() => world.stop())
    return world
}

/** Presses a button that leads to another page (or the same one, drawn anew). */
export async function submit(page, button) {
    await Promise.all([page.waitForEvent('load'), button.click()])
}

export async function mainText(page) {
    return (await page.locator('main').innerText()).replace(/\s+/g, ' ')
}

/** Switches the language by the button of the page's head. */
export async function switchLanguage(page, lang) {
    if (await page.locator('html').getAttribute('lang') === lang) return
    await submit(page, page.locator('form[action="/ngon-ngu"] button'))
    assert.equal(await page.locator('html').getAttribute('lang'), lang)
}

/** Fails on what axe-core calls serious or critical, naming rule and place. */
export async function checkAxe(page) {
    await page.evaluate(axe.source)
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, {
        resultTypes: ['violations'],
    }))
    const grave = violations.filter((v) => v.impact === 'serious' || v.impact === 'critical')
    const lines = grave.flatMap((v) => v.nodes.map((n) => `${v.id} (${v.help}): ${n.html}`))
    assert.deepEqual(lines, [], `axe-core on ${page.url()}`)
}

/** Pictures of the page at both widths: out/NAME-1366.png, out/NAME-390.png. */
export async function shot(page, name) {
    mkdirSync(pictures, { recursive: true })
    await atEachWidth(page, ({ width }) => page.screenshot({
        path: join(pictures, `${name}-${width}.png`), fullPage: true,
    }))
}

/** What every page owes its reader, at both widths: axe-core, no sideways scrolling, a picture. */
export async function checkPage(page, name) {
    assert.equal(await page.locator('h1').count(), 1, `${page.url()} has one h1`)
    assert.match(await page.title(), /\S/, 'a page has a title')
    await atEachWidth(page, async ({ width }) => {
        const wide = await page.evaluate(() => document.documentElement.scrollWidth)
        assert.ok(wide <= width, `${page.url()} is ${wide} px wide on a screen of ${width}`)
        await checkAxe(page)
    })
    await shot(page, name)
}

async function atEachWidth(page, body) {
    const before = page.viewportSize()
    for (const size of WIDTHS) {
        await page.setViewportSize(size)
        await body(size)
    }
    await page.setViewportSize(before)
}

/** Saves what a link or button downloads; {path, name}. */
export async function download(page, control, folder) {
    const [file] = await Promise.all([page.waitForEvent('download'), control.click()])
    const path = join(folder, file.suggestedFilename())
    await file.saveAs(path)
    assert.ok(existsSync(path))
    return { path, name: file.suggestedFilename() }
}

/** What the focus stands on, in short: "a.skip", "input[name=login]". */
export async function focused(page) {
    return page.evaluate(() => {
        const e = document.activeElement
        if (!e || e === document.body) return 'body'
        const name = e.getAttribute('name')
        const kind = e.classList.length ? `.${e.classList[0]}` : ''
        return e.tagName.toLowerCase() + (name ? `[name=${name}]` : kind)
    })
}
