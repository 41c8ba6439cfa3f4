// Named rules: taken from an example, added, put right, taken out; with and without scripts.
import assert from 'node:assert/strict'
import { afterEach } from 'node:test'
import { checkPage, mainText, submit, test, useServer } from './harness.mjs'

const world = useServer({ sample: 'training-blank' })
afterEach(() => world.tidy())

const rules = '/cum/cum-mau/2020-H1/tieu-chi/quy-tac'

test('rules are taken from an example, with where they come from', async () => {
    const page = await world.signIn('head')
    await page.goto(rules)
    await page.click(`a[href="${rules}/rieng"]`)
    await checkPage(page, 'rulebook-empty')
    assert.match(await mainText(page), /Chưa có quy tắc riêng nào/)
    assert.match(await mainText(page), /ví dụ – nguồn: .*Hưng Yên.* – dấu S2/)
    const example = page.locator('form', { has: page.locator('input[value="tinh-hung-yen"]') })
    await submit(page, example.locator('button[value="rules"]'))
    await checkPage(page, 'rulebook-list')
    const text = await mainText(page)
    assert.match(text, /Cảnh cáo trở lên: -20, không xếp thứ, là kỷ luật/)
    assert.match(text, /nguồn gián tiếp hoặc dự thảo/)
})

for (const javaScriptEnabled of [true, false])
    test(`a rule is added, put right and taken out, scripts ${javaScriptEnabled}`, async () => {
        const page = await world.signIn('head', { javaScriptEnabled })
        const code = `cham-${+javaScriptEnabled}`
        await page.goto(`${rules}/rieng`)
        await page.selectOption('#cach', 'penalty')
        await submit(page, page.locator('main form .primary'))
        if (javaScriptEnabled) await checkPage(page, 'rulebook-form')
        await page.fill('#name', 'Nộp báo cáo chậm')
        await page.fill('#code', code)
        await page.fill('#steps', '5 | -1\n10 | mười')
        await page.fill('#basis', 'Quy chế của Cụm, mục III')
        await submit(page, page.locator('main form .primary'))
        if (javaScriptEnabled) await checkPage(page, 'rulebook-fault')
        assert.match(await mainText(page), /“mười” không phải là số/)
        assert.equal(await page.inputValue('#steps'), '5 | -1\n10 | mười')
        await page.fill('#steps', '5 | -1\n10 | -2,5')
        await submit(page, page.locator('main form .primary'))
        assert.match(await mainText(page), /từ 5: -1; từ 10: -2,5/)
        assert.match(await mainText(page), /chưa kiểm chứng/)
        await page.click(`a[href$="/${code}/sua"]`)
        await page.fill('#valid_from', '1/1/2021')
        await submit(page, page.locator('main form .primary'))
        assert.match(await mainText(page), /có hiệu lực từ 1\/1\/2021/)
        await page.click(`a[href$="/${code}/bo"]`)
        await submit(page, page.locator('main form .danger'))
        assert.match(await mainText(page), /Đã bỏ quy tắc/)
        assert.equal(await page.locator(`a[href$="/${code}/sua"]`).count(), 0)
    })

test('a unit reads them and changes nothing', async () => {
    const page = await world.signIn('unit')
    await page.goto(`${rules}/rieng`)
    assert.match(await mainText(page), /Cảnh cáo trở lên/)
    assert.equal(await page.locator('main form').count(), 0)
    const answer = await page.goto(`${rules}/rieng/moi?cach=penalty`)
    assert.equal(answer.status(), 403)
})
