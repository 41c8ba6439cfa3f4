// Backups: warned on the first page, made from the page, seen there; not for others; without scripts.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach } from 'node:test'
import { checkPage, mainText, submit, test, thidua, useServer } from './harness.mjs'

const folder = mkdtempSync(join(tmpdir(), 'thidua-e2e-backup-'))
const backups = join(folder, 'backups')
mkdirSync(backups, { mode: 0o700 })
const off = useServer({ sample: 'training' })
const on = useServer({ sample: 'training', config: `backup_folder = ${backups}\nbackup_at = 00:00\n` })
afterEach(async () => { await off.tidy(); await on.tidy() })
after(() => rmSync(folder, { recursive: true, force: true }))

test('where no folder is set the administrator is told what to do', async () => {
    const page = await off.signIn('admin')
    await page.goto('/')
    assert.match(await mainText(page), /Chưa bật sao lưu tự động/)
    await page.locator('main .callout a[href="/sao-luu"]').click()
    await checkPage(page, 'backup-off')
    assert.match(await mainText(page), /backup_folder/)
    assert.equal(await page.locator('form[action="/sao-luu"]').count(), 0)
})

for (const javaScriptEnabled of [true, false])
    test(`a backup is made and proven, scripts ${javaScriptEnabled}`, async () => {
        const page = await on.signIn('admin', { javaScriptEnabled })
        await page.goto('/sao-luu')
        // The server makes the one of today by itself; its button waits for that.
        for (let i = 0; i < 200 && !await page.locator('form[action="/sao-luu"] button').count(); i++) {
            await page.waitForTimeout(100)
            await page.reload()
        }
        await submit(page, page.locator('form[action="/sao-luu"] button'))
        assert.match(page.url(), /\/viec\/[0-9a-f-]{36}$/)
        for (let i = 0; i < 200 && !await page.locator('a[href="/sao-luu"]').count(); i++) {
            await page.waitForTimeout(100)
            await page.reload()
        }
        await page.goto('/sao-luu')
        const text = await mainText(page)
        assert.match(text, /Bản tốt gần nhất/)
        assert.match(text, /Đã đọc lại, nguyên vẹn/)
        assert.match(text, /Còn trong thư mục/)
        if (javaScriptEnabled) await checkPage(page, 'backup-on')
        assert.equal(await page.locator('main a[href*=".tar"]').count(), 0, 'nothing to download')
        await page.goto('/')
        assert.doesNotMatch(await mainText(page), /Chưa có bản sao lưu tốt nào/)
        for (const file of readdirSync(backups).filter((name) => name.endsWith('.tar'))) {
            const proven = await thidua('backup', 'verify', join(backups, file))
            assert.equal(proven.status, 0, proven.stderr)
        }
    })

test('nobody else sees the page or the warning', async () => {
    for (const role of ['office', 'head', 'unit', 'reader']) {
        const page = await off.signIn(role)
        await page.goto('/')
        assert.doesNotMatch(await mainText(page), /sao lưu/i)
        const answer = await page.goto('/sao-luu')
        assert.equal(answer.status(), 403)
    }
})
