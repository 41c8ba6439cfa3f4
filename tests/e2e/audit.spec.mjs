// The audit trail: the state of its chain, narrowed lists, histories of objects.
import assert from 'node:assert/strict'
import { afterEach } from 'node:test'
import { checkPage, mainText, submit, test, useServer } from './harness.mjs'

const world = useServer({ sample: 'training' })
afterEach(() => world.tidy())

for (const javaScriptEnabled of [true, false])
    test(`the trail is searched and verified, scripts ${javaScriptEnabled}`, async () => {
        const page = await world.signIn('office', { javaScriptEnabled })
        await page.goto('/')
        await page.locator('a[href="/kiem-toan"]').first().click()
        if (javaScriptEnabled) await checkPage(page, 'trail')
        assert.match(await mainText(page), /Đầu chuỗi\s+số \d+/)
        await submit(page, page.locator('main form[action="/kiem-toan/kiem-tra"] button'))
        assert.match(await mainText(page), /nguyên vẹn/)
        await page.fill('#viec', 'giao uoc')
        await page.fill('#den', 'hôm qua')
        await page.locator('main form[role="search"] button').click()
        assert.match(await mainText(page), /Ngày chưa đúng/)
        await page.fill('#den', '')
        await page.locator('main form[role="search"] button').click()
        const lines = await page.locator('table.history tbody tr').count()
        assert.ok(lines > 0)
        assert.equal(await page.locator('table.history tbody tr', { hasText: 'giao ước' }).count(), lines)
        await page.fill('#viec', '')
        await page.fill('#nguoi', 'không ai cả')
        await page.locator('main form[role="search"] button').click()
        assert.match(await mainText(page), /Không có việc nào được ghi/)
    })

test('the history of a half-year is narrowed by who did it', async () => {
    const page = await world.signIn('head')
    await page.goto('/cum/cum-mau/2020-H1/lich-su?nguoi=dong+lenh&viec=tieu+chi')
    await checkPage(page, 'history-narrowed')
    assert.ok(await page.locator('table.history tbody tr').count() > 0)
    assert.doesNotMatch(await page.locator('table.history').innerText(), /Nhập phiếu tự chấm/)
    await page.goto('/kiem-toan')
    assert.doesNotMatch(await page.locator('body').innerText(), /Đầu chuỗi/, 'a head does not read the whole trail')
})
