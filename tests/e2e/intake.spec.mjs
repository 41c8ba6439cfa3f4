// Sheets go out and come back: blank sheets, one preview for all files, mends, receipt.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { afterEach } from 'node:test'
import { checkPage, sheets, submit, test, useServer } from './harness.mjs'

const world = useServer({ sample: 'training' })
afterEach(() => world.tidy())

const base = '/cum/cum-mau/2020-H1'
const units = ['ea-mrang', 'suoi-bac', 'doi-xanh', 'thac-may', 'dam-say']
const files = units.map((unit) => join(sheets, `tu-cham-${unit}-6T2020.xlsx`))

/** Uploads and goes on to the preview. */
async function upload(page, paths) {
    await page.goto(`${base}/nhap-phieu`)
    await page.locator('#tep').setInputFiles(paths)
    await page.check('#khong-mat')
    await submit(page, page.locator('main form button.primary'))
}

test('the head downloads blank sheets, one and all', async () => {
    const page = await world.signIn('head')
    await page.goto(`${base}/phieu`)
    await checkPage(page, 'sheets')
    for (const [link, name] of [['td a.button', /^tu-cham-.*\.xlsx$/], ['a.primary', /\.zip$/]]) {
        const coming = page.waitForEvent('download')
        await page.locator(link).first().click()
        assert.match((await coming).suggestedFilename(), name)
    }
})

test('a unit sees its own sheet only', async () => {
    const page = await world.signIn('unit')
    await page.goto(`${base}/phieu`)
    assert.equal(await page.locator('tbody tr').count(), 1)
    await checkPage(page, 'sheets-unit')
    for (const tail of ['ban-chqs-huyen-suoi-bac', 'tat-ca.zip'])
        assert.equal((await page.request.get(`${base}/phieu/${tail}`)).status(), 403)
})

test('faults are mended in the preview and nothing is stored unseen', async () => {
    const page = await world.signIn('head')
    await upload(page, files)
    await checkPage(page, 'import-preview')
    await page.goto(`${new URL(page.url()).pathname}?loc=luu-y`)
    await page.locator('[name="m.3.E9"]').selectOption('B')
    await page.locator('[name="m.3.E25"]').fill('2')
    await page.locator('[name="m.4.V.1"]').selectOption('A')
    await submit(page, page.locator('button.primary'))
    assert.equal(await page.locator('[name="m.3.E25"]').inputValue(), '2')
    assert.match(await page.locator('button.primary').innerText(), /3/)
    await submit(page, page.locator('button.primary'))
    assert.match(await page.locator('.notice').innerText(), /3/)
    await checkPage(page, 'import-receipt')
    await upload(page, files.slice(0, 2))
    await submit(page, page.locator('button.primary'))
    assert.match(new URL(page.url()).search, /import_unchanged/)
})

test('an import without files says so', async () => {
    const page = await world.signIn('head')
    await page.goto(`${base}/nhap-phieu`)
    await checkPage(page, 'import')
    await page.check('#khong-mat')
    await submit(page, page.locator('main form button.primary'))
    assert.equal(await page.locator('.faults a[href="#tep"]').count(), 1)
})
