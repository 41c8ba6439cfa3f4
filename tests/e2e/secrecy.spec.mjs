// State secrets: the question at every file, what is refused, files of a task, destruction by two.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach } from 'node:test'
import { checkPage, mainText, submit, test, useServer } from './harness.mjs'

const world = useServer({ sample: 'training' })
afterEach(() => world.tidy())

const PLAN = '/cum/cum-mau/nam/2020/ke-hoach/cum-ca-nam'
const primary = (page) => submit(page, page.locator('main form .primary').first())

const openTask = async (page) => {
    await page.goto(PLAN)
    await page.locator('a', { hasText: 'Tập huấn cán bộ' }).click()
}

test('a file is sent with its confirmation and has its place beside the task', async () => {
    const page = await world.signIn('office')
    const path = join(world.folder, 'bien-ban.pdf')
    writeFileSync(path, '%PDF-1.7\nphuong an khong duoc luu\n')
    await openTask(page)
    await checkPage(page, 'task-files')
    await page.locator('a', { hasText: 'kèm tệp' }).click()
    await checkPage(page, 'file-add')
    await page.fill('#caption', 'Biên bản số 7')
    await page.fill('#purpose', 'bản gốc phải trả')
    await page.setInputFiles('#file', path)
    await page.locator('main form .primary').first().click()
    assert.ok(await page.locator('#khong-mat:invalid').count(), 'the browser asks for the tick')
    await page.check('#khong-mat')
    await primary(page)
    assert.match(await mainText(page), /bien-ban\.pdf/)
    await checkPage(page, 'task-with-file')
})

test('what is marked is refused with a sentence', async () => {
    const page = await world.signIn('office')
    await openTask(page)
    await page.locator('a', { hasText: 'kèm tệp' }).click()
    const path = join(world.folder, 'ke-hoach-toi-mat.pdf')
    writeFileSync(path, '%PDF-1.7\n')
    await page.fill('#caption', 'x')
    await page.fill('#purpose', 'x')
    await page.setInputFiles('#file', path)
    await page.check('#khong-mat')
    await primary(page)
    assert.match(await mainText(page), /Không nhận, không lưu.*cán bộ bảo mật/s)
})

test('one asks for the destruction and cannot confirm it himself', async () => {
    const page = await world.signIn('office')
    await page.goto('/huy-noi-dung')
    await checkPage(page, 'secrecy')
    await page.fill('#tim-doan-chu', 'Tập huấn cán bộ')
    await submit(page, page.locator('form[action$="/tim"] button'))
    await checkPage(page, 'secrecy-found')
    assert.match(await mainText(page), /Tìm thấy ở \d+ nơi/)
    await page.fill('#ly-do', 'theo ý kiến cán bộ bảo mật')
    await primary(page)
    await checkPage(page, 'secrecy-proposed')
    const text = await mainText(page)
    assert.match(text, /chờ người thứ hai xác nhận/)
    assert.match(text, /Chờ một người khác có quyền xác nhận/)
    assert.equal(await page.locator('#password').count(), 0)
    await submit(page, page.locator('form[action$="/rut"] button'))
    assert.match(await mainText(page), /đã rút đề nghị/)
})
