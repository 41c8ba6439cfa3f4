// Long work: the package of all papers from its button to the files inside, stopping, many sheets at
// once; with and without JavaScript.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach } from 'node:test'
import { checkPage, mainText, sheets, submit, test, thidua, useServer } from './harness.mjs'

const world = useServer({ sample: 'training' })
/** Runs no job until it is started again: what waits can be looked at. */
const idle = useServer({ sample: 'training', config: 'job_workers = 0\n' })
afterEach(async () => { await world.tidy(); await idle.tidy() })

const base = '/cum/cum-mau/2020-H1'
const units = ['ea-mrang', 'suoi-bac', 'doi-xanh', 'thac-may', 'dam-say']
const files = units.map((unit) => join(sheets, `tu-cham-${unit}-6T2020.xlsx`))

/** Name → bytes of a ZIP whose entries are stored as they are. */
function unzip(bytes) {
    const entries = new Map()
    let at = bytes.readUInt32LE(bytes.length - 22 + 16)
    for (let left = bytes.readUInt16LE(bytes.length - 22 + 10); left > 0; left--) {
        assert.equal(bytes.readUInt32LE(at), 0x02014b50)
        assert.equal(bytes.readUInt16LE(at + 10), 0, 'stored')
        const size = bytes.readUInt32LE(at + 24)
        const nameSize = bytes.readUInt16LE(at + 28)
        const local = bytes.readUInt32LE(at + 42)
        const name = bytes.toString('utf8', at + 46, at + 46 + nameSize)
        const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
        entries.set(name, bytes.subarray(from, from + size))
        at += 46 + nameSize + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
    }
    return entries
}

async function download(page, link) {
    const [coming] = await Promise.all([page.waitForEvent('download'), link.click()])
    return { name: coming.suggestedFilename(), bytes: readFileSync(await coming.path()) }
}

function checkPackage({ name, bytes }) {
    assert.equal(name, 'phieu-va-giay-cum-mau-2020-H1.zip')
    const inside = unzip(bytes)
    assert.equal(inside.size, 19)
    assert.match(inside.get('dau-kiem-toan.txt').toString('utf8'), /\d+:[0-9a-f]{64}/)
    for (const kind of ['tu-cham', 'phan-hoi', 'minh-chung'])
        assert.equal([...inside.keys()].filter((n) => n.startsWith(`${kind}-`) && n.endsWith('.xlsx')).length, 5)
    for (const [suffix, mark] of [['docx', 'PK'], ['pdf', '%PDF']])
        assert.equal(inside.get(`bao-cao-so-ket-cum-mau-2020-H1.${suffix}`).toString('latin1', 0, mark.length), mark)
    assert.ok(inside.get('xep-thu-cum-mau-2020-H1.xlsx').length > 1000)
}

const start = (page) => page.locator('form[action$="/dong-goi"] button')
const done = (page) => page.locator('#viec:not(.open) a.primary')

test('the package is made while one looks on, and fetched', async () => {
    const page = await world.signIn('head')
    await page.goto(`${base}/phieu`)
    await submit(page, start(page))
    assert.match(page.url(), /\/viec\/[0-9a-f-]{36}$/)
    await done(page).waitFor()
    assert.match(await page.locator('#viec').innerText(), /18\/18/)
    assert.equal(await page.locator('.confirm').isVisible(), false)
    checkPackage(await download(page, done(page)))
    await page.reload()
    await checkPage(page, 'job-done')
    assert.equal(await page.locator('[hx-get]').count(), 0, 'nothing asks any more')
    await page.goto('/viec')
    await checkPage(page, 'jobs')
    await page.goto(`${base}/lich-su`)
    assert.match(await mainText(page), /Tải kết quả của việc chạy lâu/)
})

test('without JavaScript the page loads itself anew until it is done', async () => {
    const page = await world.signIn('head', { javaScriptEnabled: false })
    await page.goto(base)
    await submit(page, start(page))
    await done(page).waitFor()
    checkPackage(await download(page, done(page)))
})

test('many sheets are read in a job that leads to one preview', async () => {
    const page = await world.signIn('head')
    await page.goto(`${base}/nhap-phieu`)
    await page.locator('#tep').setInputFiles([...files, files[0]])
    await page.check('#khong-mat')
    await submit(page, page.locator('main form button.primary'))
    assert.match(page.url(), /\/viec\//)
    await done(page).waitFor()
    await submit(page, done(page))
    assert.match(page.url(), /\/nhap-phieu\/[0-9a-f-]{36}$/)
    assert.equal(await page.locator('a[href*="/tep/"]').count() >= 6, true)
})

test('what waits shows on every page and can be stopped; others do not see it', async () => {
    const page = await idle.signIn('head')
    await page.goto(`${base}/phieu`)
    await submit(page, start(page))
    const address = page.url()
    await checkPage(page, 'job-waiting')
    await page.goto(base)
    await page.locator('.running a').click()
    await page.waitForURL(address)
    const unit = await idle.signIn('unit')
    assert.equal((await unit.request.get(address)).status(), 403)
    await unit.goto(base)
    assert.equal(await unit.locator('.running').count(), 0)
    assert.equal(await unit.locator('form[action$="/dong-goi"]').count(), 0)
    const id = address.split('/').pop()
    const told = JSON.parse((await thidua('job', 'list', '--data', idle.data, '--json')).stdout)
    assert.deepEqual(told.jobs.map((job) => [job.id, job.state, job.done, job.total]), [[id, 'waiting', 0, 18]])
    await submit(page, page.locator('.confirm button'))
    assert.match(await mainText(page), /Đã hủy/)
    await checkPage(page, 'job-cancelled')
    await page.goto(base)
    assert.equal(await page.locator('.running').count(), 0)
})

test('work that waited goes on after a restart; a sheet that vanished is asked for again', async () => {
    const page = await idle.signIn('head')
    await page.goto(`${base}/nhap-phieu`)
    await page.locator('#tep').setInputFiles([...files, files[0]])
    await page.check('#khong-mat')
    await submit(page, page.locator('main form button.primary'))
    const vanishing = new URL(page.url()).pathname
    const folder = join(idle.data, 'jobs', vanishing.split('/').pop())
    for (const name of readdirSync(folder)) rmSync(join(folder, name))
    await page.goto(`${base}/phieu`)
    await submit(page, start(page))
    const waiting = new URL(page.url()).pathname
    await idle.tidy()
    await idle.restart('job_workers = 1\n')
    const again = await idle.signIn('head')
    await again.goto(waiting)
    await done(again).waitFor()
    checkPackage(await download(again, done(again)))
    await again.goto(vanishing)
    assert.match(await mainText(again), /không còn.*Hãy tải tệp đó lên lại/)
    await checkPage(again, 'job-failed')
    const id = vanishing.split('/').pop()
    assert.equal((await thidua('job', 'show', id, '--data', idle.data)).status, 2)
})
