// Evidence of a score: papers, files, what is taken over, what is withdrawn, what is used twice.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach } from 'node:test'
import { deflateSync } from 'node:zlib'
import { checkPage, mainText, submit, test, useServer } from './harness.mjs'

const world = useServer({ sample: 'training' })
afterEach(() => world.tidy())

const BOOK = '/cum/cum-mau/2020-H1/phieu/ban-chqs-huyen-dam-say/minh-chung'

const crcTable = Array.from({ length: 256 }, (_, n) => {
    for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1
    return n >>> 0
})
// node:zlib has a crc32 of its own only after node 18.
const crc32 = (bytes) => (bytes.reduce((c, b) => crcTable[(c ^ b) & 255] ^ (c >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0
const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const out = Buffer.alloc(body.length + 8)
    out.writeUInt32BE(data.length, 0)
    body.copy(out, 4)
    out.writeUInt32BE(crc32(body), body.length + 4)
    return out
}
// A picture of a sky above a field.
const picture = (width, height) => {
    const rows = Buffer.alloc((width * 3 + 1) * height)
    for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++)
            rows.set(y < height / 2 ? [120, 170, 220] : [90, 140, 70], y * (width * 3 + 1) + 1 + x * 3)
    const head = Buffer.alloc(13)
    head.writeUInt32BE(width, 0)
    head.writeUInt32BE(height, 4)
    head.set([8, 2, 0, 0, 0], 8)
    return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
}

const primary = (page) => submit(page, page.locator('main form .primary').first())

const open = async (page, row = 1) => {
    await page.goto(BOOK)
    await page.locator('tbody th a').nth(row).click()
}

const attach = async (page, path, caption) => {
    await page.locator('details', { hasText: 'Kèm tệp' }).locator('summary').first().click()
    await page.setInputFiles('#file', path)
    await page.fill('#caption', caption)
    await page.fill('#purpose', 'bản gốc phải trả')
    await page.check('#khong-mat')
    await submit(page, page.locator('form[action$="/tep"] button').last())
}

test('an officer names a paper and attaches a picture, which is shown small', async () => {
    const page = await world.signIn('unit')
    await page.goto(BOOK)
    await checkPage(page, 'evidence-book-empty')
    await open(page)
    await checkPage(page, 'evidence-cell-empty')
    await page.fill('#paper', 'Biên bản kiểm tra')
    await primary(page)
    assert.match(await mainText(page), /Chưa tìm lại được tài liệu này/)
    await page.fill('#number', '12/BB-BCH')
    await page.fill('#dated', '5/6/2020')
    await page.fill('#issuer', 'Ban CHQS huyện')
    await page.fill('#kept', 'Văn thư')
    await primary(page)
    assert.match(await mainText(page), /Biên bản kiểm tra số 12\/BB-BCH ngày 5\/6\/2020 của Ban CHQS huyện, nơi giữ: Văn thư/)
    const path = join(world.folder, 'hoi-thao.png')
    writeFileSync(path, picture(800, 500))
    await attach(page, path, 'Ảnh hội thao')
    const image = page.locator('.evidence img')
    assert.equal(await image.count(), 1)
    await image.scrollIntoViewIfNeeded()
    await page.waitForFunction(() => document.querySelector('.evidence img').complete)
    assert.equal(await image.evaluate((img) => img.naturalWidth), 320)
    assert.match(await mainText(page), /Chưa quét mã độc/)
    await checkPage(page, 'evidence-cell')
    await page.goto(BOOK)
    await checkPage(page, 'evidence-book')
    assert.match(await mainText(page), /hoi-thao\.png/)
})

test('a file that lies, is empty or is here already is refused with a sentence', async () => {
    const page = await world.signIn('unit')
    await open(page)
    const lies = join(world.folder, 'bien-ban.pdf')
    writeFileSync(lies, picture(10, 10))
    await attach(page, lies, 'Biên bản')
    assert.match(await mainText(page), /Nội dung tệp là png/)
    const empty = join(world.folder, 'rong.pdf')
    writeFileSync(empty, '')
    await page.setInputFiles('#file', empty)
    await page.check('#khong-mat')
    await submit(page, page.locator('form[action$="/tep"] button').last())
    assert.match(await mainText(page), /Hãy chọn một tệp/)
    await page.setInputFiles('#file', join(world.folder, 'hoi-thao.png'))
    await page.check('#khong-mat')
    await submit(page, page.locator('form[action$="/tep"] button').last())
    assert.match(await mainText(page), /Chính tệp này đã được kèm ở đây/)
})

test('what is there is taken over and says from where; withdrawn it stays in the list', async () => {
    const page = await world.signIn('unit')
    await open(page, 2)
    await page.locator('a', { hasText: 'Dùng lại minh chứng' }).click()
    await checkPage(page, 'evidence-take')
    await submit(page, page.locator('tr', { hasText: 'hoi-thao.png' }).locator('button'))
    const text = await mainText(page)
    assert.match(text, /Lấy từ/)
    assert.match(text, /Cùng nội dung với/)
    await checkPage(page, 'evidence-taken')
    await page.locator('.evidence details summary').first().click()
    await page.fill('.evidence input[name=reason]', 'dùng nhầm')
    await submit(page, page.locator('.evidence form button').first())
    assert.match(await mainText(page), /đã rút .*: dùng nhầm/s)
})

test('who verifies adds a basis of his own and sees what two units share', async () => {
    const other = await world.signIn('commander')
    await other.goto(BOOK.replace('dam-say', 'thac-may'))
    await other.locator('tbody th a').nth(1).click()
    await attach(other, join(world.folder, 'hoi-thao.png'), 'Ảnh của chúng tôi')
    assert.match(await mainText(other), /Cùng nội dung còn được dùng ở 1 nơi khác/)
    assert.doesNotMatch(await mainText(other), /Đầm Sậy/)
    const page = await world.signIn('head')
    await open(page)
    assert.match(await mainText(page), /Cùng nội dung với/)
    assert.match(await mainText(page), /Thác Mây/)
    await page.fill('#paper', 'Biên bản thẩm định')
    await page.fill('#number', '7/BB')
    await primary(page)
    assert.match(await mainText(page), /căn cứ của người thẩm định/)
    await checkPage(page, 'evidence-head')
    await page.goto('/cum/cum-mau/2020-H1/phieu/trung-minh-chung')
    assert.match(await mainText(page), /Của nhiều đơn vị/)
    await checkPage(page, 'evidence-shared')
})

test('the pages lead to it; the administrator sees how scanning stands', async () => {
    const head = await world.signIn('head')
    await head.goto('/cum/cum-mau/2020-H1/phieu')
    await checkPage(head, 'evidence-sheets')
    await head.locator('a', { hasText: 'minh chứng' }).first().click()
    assert.match(await mainText(head), /Danh mục minh chứng/)
    const admin = await world.signIn('admin')
    await admin.goto('/quet-ma-doc')
    assert.match(await mainText(admin), /Không có ClamAV/)
    await checkPage(admin, 'evidence-scan')
})

test('all of it works without JavaScript', async () => {
    const page = await world.signIn('unit', { javaScriptEnabled: false })
    await open(page, 3)
    await page.fill('#paper', 'Quyết định khen thưởng')
    await page.fill('#number', '45/QD')
    await page.locator('main form .primary').first().click()
    assert.match(await mainText(page), /Quyết định khen thưởng số 45\/QD/)
    await page.locator('.evidence details summary').first().click()
    await page.fill('.evidence input[name=reason]', 'thử')
    await page.locator('.evidence form button').first().click()
    assert.match(await mainText(page), /đã rút/)
})
