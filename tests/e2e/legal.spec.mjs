// The register of documents: looked up as at a day, one added and corrected, with and without scripts.
import assert from 'node:assert/strict'
import { afterEach } from 'node:test'
import { checkPage, mainText, submit, test, useServer } from './harness.mjs'

const world = useServer({ sample: 'training' })
afterEach(() => world.tidy())

test('what was in force at the review of 26/6/2020', async () => {
    const page = await world.signIn('unit')
    await page.goto('/can-cu?tim=trong+quân+đội&cho=army&ngay=26/6/2020&khi-do=1')
    await checkPage(page, 'legal-as-at')
    const text = await mainText(page)
    assert.match(text, /151\/2018\/TT-BQP/)
    assert.doesNotMatch(text, /118\/2023\/TT-BQP/)
    assert.doesNotMatch(text, /160\/2014\/TT-BQP/)
    assert.equal(await page.locator('a[href="/can-cu/moi"]').count(), 0, 'a unit does not enter')
    await page.goto('/can-cu/nd-91-2017')
    await checkPage(page, 'legal-document')
    assert.match(await mainText(page), /đã hết hiệu lực vào ngày [\d/]+ \(từ 1\/1\/2024\); thay bằng 98\/2023\/NĐ-CP/)
    assert.match(await mainText(page), /Văn bản thay thế\s+Nghị định 98\/2023\/NĐ-CP/)
    await page.goto('/can-cu?ngay=31/2/2020')
    assert.match(await mainText(page), /không phải là ngày/)
})

for (const javaScriptEnabled of [true, false])
    test(`a regulation is added and corrected, scripts ${javaScriptEnabled}`, async () => {
        const page = await world.signIn('office', { javaScriptEnabled })
        await page.goto('/can-cu')
        if (javaScriptEnabled) await checkPage(page, 'legal-list')
        await page.goto('/can-cu/moi')
        if (javaScriptEnabled) await checkPage(page, 'legal-form')
        const number = `1${+javaScriptEnabled}/QC-CTĐ`
        await page.fill('#number', number)
        await page.fill('#title', 'Quy chế hoạt động của cụm')
        await page.selectOption('#kind', 'regulation')
        await page.selectOption('#scope', 'place')
        await page.fill('#from', '1/4/2026')
        await submit(page, page.locator('main form .primary'))
        assert.match(await mainText(page), /Hãy ghi nguồn/)
        assert.equal(await page.inputValue('#number'), number)
        await page.fill('#source', 'Bản gốc lưu tại văn phòng')
        await submit(page, page.locator('main form .primary'))
        if (javaScriptEnabled) await checkPage(page, 'legal-added')
        assert.match(await mainText(page), /Đã lưu văn bản căn cứ/)
        await page.locator('.buttons a[href$="/sua"]').click()
        await page.fill('#to', '31/3/2027')
        await page.fill('#reason', 'có quy chế mới')
        await submit(page, page.locator('main form .primary'))
        assert.match(await mainText(page), /có quy chế mới/)
        assert.match(await mainText(page), /1\/4\/2027/)
    })
