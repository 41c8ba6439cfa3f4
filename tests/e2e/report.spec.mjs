// Ranking and review report: stages, what a unit sees of others, two people writing, printing.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { afterEach } from 'node:test'
import { checkPage, download, mainText, submit, switchLanguage, test, useServer } from './harness.mjs'

const world = useServer({ sample: 'training' })
afterEach(() => world.tidy())

const RANKING = '/cum/cum-mau/2020-H1/xep-thu'
const REPORT = '/cum/cum-mau/2020-H1/bao-cao'

const field = (page, name) => page.locator(`[name="${name}"]`)
const save = (page) => submit(page, page.locator('button[form=bao-cao]'))

for (const lang of ['vi', 'en']) {
    test(`the pages are sound (${lang})`, async () => {
        const page = await world.signIn('head')
        await page.goto(RANKING)
        await switchLanguage(page, lang)
        for (const [path, name] of [[RANKING, 'ranking'], [`${RANKING}?giai-doan=tu-cham`, 'ranking-self'],
            [REPORT, 'report'], [`${REPORT}/in`, 'report-print'], [`${REPORT}/xem`, 'report-paper'], [`${REPORT}/han-che/moi`, 'report-shortcoming'],
            [`${REPORT}/nhiem-vu/moi`, 'report-task']]) {
            await page.goto(path)
            await checkPage(page, `${name}-${lang}`)
        }
    })
}

test('the paper stands on the page as it is printed', async () => {
    const page = await world.signIn('reader', { javaScriptEnabled: false })
    await page.goto(`${REPORT}/in`)
    await page.locator('[name=khong-phu-luc]').check()
    await submit(page, page.locator('button[formaction$="/xem"]'))
    assert.match(page.url(), /\/bao-cao\/xem\?khong-phu-luc=/)
    const sheets = page.locator('.sheet')
    assert.equal(await sheets.count(), 1)
    assert.deepEqual(await sheets.locator('h2').allInnerTexts().then((all) => all.map((t) => t.slice(0, 3).trim())),
        ['I.', 'II.', 'III', 'IV.', 'V.'])
    assert.equal(await sheets.getAttribute('data-watermark'), 'DỰ THẢO')
    assert.match(await sheets.innerText(), /DỮ LIỆU MẪU – SỐ LIỆU GIẢ ĐỊNH/)
    // 210 mm wide, Times New Roman of 14 pt, the text 160 mm
    const looks = await page.locator('.sheet .p-body').first().evaluate((p) => {
        const style = getComputedStyle(p)
        return { width: p.getBoundingClientRect().width, size: style.fontSize, face: style.fontFamily, align: style.textAlign }
    })
    assert.ok(Math.abs(looks.width - 160 / 25.4 * 96) < 1, `${looks.width}`)
    assert.equal(Math.round(parseFloat(looks.size) * 72 / 96 * 10) / 10, 14)
    assert.match(looks.face, /Times New Roman/)
    assert.equal(looks.align, 'justify')
    // the chart can be read as text, and has its words
    assert.match(await page.locator('.sheet svg[role=img] desc').textContent(), /Ban CHQS huyện Ea M’Rang: 97,78/)
    assert.ok((await page.locator('.sheet svg[role=img] text').allTextContents()).includes('97,78'))
    for (const [kind, suffix] of [['docx', /\.docx$/], ['pdf', /\.pdf$/]]) {
        const link = page.locator(`a[href*="dang=${kind}"]`)
        assert.match(await link.getAttribute('href'), /khong-phu-luc/)
        assert.match((await download(page, link, world.folder)).name, suffix)
    }
})

test('charts stand below their tables and fit a phone', async () => {
    const page = await world.signIn('head')
    await page.goto(RANKING)
    const order = await page.evaluate(() => document.querySelector('table.ranks')
        .compareDocumentPosition(document.querySelector('.charted')))
    assert.equal(order & 4, 4, 'the table comes first')
    assert.equal(await page.locator('.chart-wide svg').isVisible(), true)
    assert.equal(await page.locator('.chart-narrow svg').isVisible(), false)
    await page.setViewportSize({ width: 390, height: 844 })
    assert.equal(await page.locator('.chart-wide svg').isVisible(), false)
    const size = await page.locator('.chart-narrow text').first().evaluate((t) => t.getBoundingClientRect().height)
    assert.ok(size > 12, `letters of ${size} px can be read`)
    await page.goto('/cum/cum-mau/2020-H1/tham-dinh/ban-chqs-huyen-dam-say/phan-hoi')
    assert.match(await page.locator('.charted desc').first().textContent(), /Bình quân của Cụm: \d/)
    assert.match(await page.locator('.charted desc').last().textContent(), /74\/75.%: 98,7/)
})

test('the ranking says what is not in, and its figures open', async () => {
    const page = await world.signIn('head')
    await page.goto(RANKING)
    assert.match(await page.locator('h1').innerText(), /tạm tính/)
    assert.match(await mainText(page), /Ban CHQS huyện Đầm Sậy: thiếu 1 tiêu chí/)
    const places = await page.locator('table.ranks tbody td:first-child').allInnerTexts()
    assert.deepEqual(places.map((place) => place[0]), ['1', '2', '3', '–', '–'])
    await page.locator('table.ranks tbody tr').first().locator('summary').nth(1).click()
    await submit(page, page.locator('details[open] a', { hasText: '12,00' }))
    assert.match(page.url(), /\/tham-dinh\/ban-chqs-huyen-ea-mrang\/II\.2/)
    await page.goto(`${RANKING}?giai-doan=tu-cham`)
    assert.match(await mainText(page), /tự chấm, chưa thẩm định/)
    assert.equal((await page.request.get(`${RANKING}?giai-doan=khac`)).status(), 404)
    assert.match((await download(page, page.locator('a[href*="/xep-thu/xlsx"]'), world.folder)).name, /^xep-thu-/)
})

test('a unit sees totals of all and criteria of its own', async () => {
    const page = await world.signIn('unit')
    await page.goto(RANKING)
    const links = await page.locator('table.ranks a').evaluateAll((all) => all.map((a) => a.getAttribute('href')))
    assert.ok(links.length > 0)
    assert.ok(links.every((href) => href.includes('/ban-chqs-huyen-dam-say')), links.join(' '))
    await page.goto(REPORT)
    assert.equal(await page.locator('textarea').count(), 0)
    for (const path of ['/han-che/moi', '/nhiem-vu/moi', '/muc/khong-co']) {
        assert.equal((await page.request.get(REPORT + path)).status(), 403, path)
    }
})

test('of two who write the same section the second is told and loses nothing', async () => {
    const [first, second] = [await world.signIn('head'), await world.signIn('office', { javaScriptEnabled: false })]
    await first.goto(REPORT)
    await second.goto(REPORT)
    await field(first, 'situation').fill('Của người thứ nhất')
    await field(first, 'proposals').fill('Kiến nghị của người thứ nhất')
    await save(first)
    await field(second, 'situation').fill('Của người thứ hai')
    await field(second, 'leadership').fill('Lãnh đạo')
    await save(second)
    assert.match(await second.title(), /^Lỗi/)
    assert.match(await mainText(second), /Của người thứ nhất/)
    assert.equal(await field(second, 'situation').inputValue(), 'Của người thứ hai')
    assert.equal(await field(second, 'leadership').inputValue(), 'Lãnh đạo')
    assert.equal(await field(second, 'proposals').inputValue(), 'Kiến nghị của người thứ nhất')
    await checkPage(first, 'report-written')
    await save(second)
    assert.match(await second.locator('.notice').innerText(), /2 mục/)
    await first.goto(REPORT)
    assert.equal(await field(first, 'situation').inputValue(), 'Của người thứ hai')
})

test('rows are refused with what was typed, added, changed and taken out', async () => {
    const page = await world.signIn('head')
    await page.goto(`${REPORT}/han-che/moi`)
    await field(page, 'cause').fill('Đường xa')
    await field(page, 'due').fill('31/2/2020')
    await submit(page, page.locator('main button.primary'))
    assert.equal(await page.locator('.faults li').count(), 2)
    assert.equal(await field(page, 'cause').inputValue(), 'Đường xa')
    await field(page, 'content').fill('Báo cáo chậm')
    await field(page, 'due').fill('31/7/2020')
    await submit(page, page.locator('main button.primary'))
    await page.goto(`${REPORT}/nhiem-vu/moi`)
    await field(page, 'lines').fill('1. Việc một\n- Việc hai\n\n• Việc ba')
    await submit(page, page.locator('form[action$="/dan"] button'))
    assert.match(await page.locator('.notice').innerText(), /3 nhiệm vụ/)
    await submit(page, page.locator('main a', { hasText: 'Việc hai' }))
    await page.locator('details summary').last().click()
    await submit(page, page.locator('button.danger'))
    const text = await mainText(page)
    assert.match(text, /Báo cáo chậm/)
    assert.match(text, /Việc ba/)
    assert.doesNotMatch(text, /Việc hai/)
})

test('printing lists what is empty and makes a draft', async () => {
    const page = await world.signIn('reader')
    await page.goto(`${REPORT}/in`)
    assert.match(await mainText(page), /II\.4\. Công tác khen thưởng/)
    await page.locator('#khong-xep-thu').check()
    const file = await download(page, page.locator('main button.primary'), world.folder)
    assert.equal(file.name, 'bao-cao-so-ket-cum-mau-2020-H1.docx')
    const pdf = await download(page, page.locator('main button[value=pdf]'), world.folder)
    assert.equal(pdf.name, 'bao-cao-so-ket-cum-mau-2020-H1.pdf')
    assert.equal((await readFile(pdf.path)).subarray(0, 5).toString(), '%PDF-')
})
