// A cluster's calendar: filled from the example and by hand, marked, put off, with and without scripts;
// the year on one page, all clusters on one page, reminders on the first page.
import assert from 'node:assert/strict'
import { afterEach } from 'node:test'
import { checkPage, mainText, submit, test, useServer } from './harness.mjs'

const world = useServer({ sample: 'training' })
afterEach(() => world.tidy())

const day = (offset) => {
    const at = new Date(Date.now() + 7 * 3600_000 + offset * 86_400_000)
    return `${at.getUTCDate()}/${at.getUTCMonth() + 1}/${at.getUTCFullYear()}`
}
const thisYear = +day(0).split('/')[2]

/** A cluster of this year, made by the office; its year's address. */
async function makeYear(page, name) {
    await page.goto('/cum/moi')
    await page.fill('#name', name)
    await page.fill('#superior', `Bộ CHQS tỉnh của ${name}`)
    await page.fill('#members', ['Cư Bông', 'Ea Tun', 'Nam Ka'].map((unit) => `Ban CHQS ${unit} ${name}`).join('\n'))
    await page.fill('#year', `${thisYear}`)
    await submit(page, page.locator('main form .primary'))
    return `${new URL(page.url()).pathname.match(/^\/cum\/[^/]+/)[0]}/nam/${thisYear}`
}

async function addLine(page, year, title, deadline) {
    await page.goto(`${year}/lich/moi`)
    await page.fill('#title', title)
    await page.fill('#deadline', deadline)
    await submit(page, page.locator('main form .primary'))
}

for (const javaScriptEnabled of [true, false])
    test(`a calendar is filled, marked and put off, scripts ${javaScriptEnabled}`, async () => {
        const page = await world.signIn('office', { javaScriptEnabled })
        const look = javaScriptEnabled ? checkPage : async () => {}
        const year = await makeYear(page, javaScriptEnabled ? 'Cụm A' : 'Cụm B')
        await page.goto(`${year}/lich`)
        await look(page, 'calendar-empty')
        assert.match(await mainText(page), /Chưa có lịch năm/)

        // The example is looked at, a day is corrected, then taken.
        await page.locator('a[href$="/vi-du"]').click()
        await look(page, 'calendar-example')
        assert.match(await mainText(page), /dự thảo của tỉnh Hưng Yên năm 2021, chưa phải quy định/)
        await page.fill('#deadline-0', '31/2/2020')
        await submit(page, page.locator('main form .primary'))
        assert.match(await mainText(page), /“31\/2\/2020” không phải là ngày/)
        await page.fill('#deadline-0', `10/1/${thisYear}`)
        await page.uncheck('#take-1')
        await submit(page, page.locator('main form .primary'))
        assert.match(await mainText(page), /Đã đưa 3 việc vào lịch/)
        assert.match(await mainText(page), new RegExp(`10/1/${thisYear}`))

        // A line by hand; a wrong one is refused with what was typed.
        await page.goto(`${year}/lich/moi`)
        await page.fill('#title', 'Nộp kế hoạch')
        await page.fill('#starts', day(2))
        await page.fill('#deadline', day(-3))
        await submit(page, page.locator('main form .primary'))
        await look(page, 'calendar-form-wrong')
        assert.match(await mainText(page), /sớm hơn ngày bắt đầu/)
        assert.equal(await page.inputValue('#title'), 'Nộp kế hoạch')
        await page.fill('#starts', '')
        await submit(page, page.locator('main form .primary'))
        await page.getByRole('link', { name: 'Nộp kế hoạch' }).click()
        assert.match(await mainText(page), /chậm 3 ngày/)

        // Marked by hand: in time, late, incomplete; one unit gets longer.
        const received = page.locator('[name^=received-]')
        await received.nth(0).fill(day(-4))
        await received.nth(1).fill(day(1))
        await submit(page, page.getByRole('button', { name: 'Lưu ghi nhận' }))
        assert.match(await mainText(page), /Ngày nhận .* chưa đến/)
        await received.nth(1).fill(day(-1))
        await submit(page, page.getByRole('button', { name: 'Lưu ghi nhận' }))
        assert.match(await mainText(page), /Đã lưu 2 ghi nhận/)
        assert.match(await mainText(page), /có, nhưng chậm 2 ngày/)
        await page.selectOption('#unit', { index: 2 })
        await page.fill('#until', day(2))
        await page.fill('#why', 'đơn vị làm nhiệm vụ')
        await submit(page, page.getByRole('button', { name: 'Gia hạn' }))
        assert.match(await mainText(page), new RegExp(`gia hạn đến ${day(2)}: đơn vị làm nhiệm vụ`))
        assert.match(await mainText(page), /còn 2 ngày/)
        await look(page, 'calendar-line')

        // Put off: the old deadline stays visible with the reason.
        await page.locator('.page-head a[href$="/sua"]').click()
        await page.fill('#deadline', day(-2))
        await submit(page, page.locator('main form .primary'))
        assert.match(await mainText(page), /Hãy ghi lý do/)
        await page.fill('#reason', 'theo công văn mới')
        await submit(page, page.locator('main form .primary'))
        await page.goto(`${year}/lich`)
        await look(page, 'calendar')
        assert.match(await mainText(page), new RegExp(`đã lùi hạn từ ${day(-3)}: theo công văn mới`))

        // The year on one page.
        await page.goto(year)
        await look(page, 'year')
        assert.match(await mainText(page), /Nộp kế hoạch/)
        assert.equal(await page.locator('.year-strip .now').count(), 1)
    })

test('files of the calendar', async () => {
    const page = await world.signIn('office')
    const year = await makeYear(page, 'Cụm C')
    await addLine(page, year, 'Nộp kế hoạch, phương án', day(2))
    const ics = await page.request.get(`${year}/lich/ics`)
    assert.match(ics.headers()['content-type'], /text\/calendar/)
    const text = await ics.text()
    assert.match(text, /^BEGIN:VCALENDAR\r\n/)
    assert.match(text, /SUMMARY:Hạn chót: Nộp kế hoạch\\, phương án\r\n/)
    const xlsx = await page.request.get(`${year}/lich/xlsx`)
    assert.equal((await xlsx.body()).subarray(0, 2).toString(), 'PK')
    const pages = (await page.pdf({ preferCSSPageSize: true })).toString('latin1').match(/\/Type\s*\/Page\b/g)
    assert.ok(pages.length >= 1)
    await page.goto(year)
    assert.equal((await page.pdf({ preferCSSPageSize: true })).toString('latin1').match(/\/Type\s*\/Page\b/g).length, 1,
        'the year prints on one page')
})

test('all clusters of a level; a member sees his own, and what waits for his unit', async () => {
    const office = await world.signIn('office')
    await makeYear(office, 'Cụm D')
    await office.goto('/cum')
    await checkPage(office, 'level')
    await office.locator('thead a', { hasText: 'Chậm' }).click()
    assert.match(office.url(), /xep=cham/)
    await office.fill('#tim', 'cum d')
    await submit(office, office.getByRole('button', { name: 'Xem' }))
    assert.equal(await office.locator('.level tbody tr').count(), 1)
    const xlsx = await office.request.get('/cum/xlsx')
    assert.equal((await xlsx.body()).subarray(0, 2).toString(), 'PK')

    const unit = await world.signIn('unit')
    await unit.goto('/cum')
    assert.equal(await unit.locator('.level tbody tr').count(), 1)
    await unit.locator('.level tbody th a').first().click()
    await checkPage(unit, 'year-unit')
    await unit.goto(`${new URL(unit.url()).pathname}/lich`)
    assert.equal(await unit.getByRole('link', { name: 'Thêm việc' }).count(), 0)
})

test('the first page reminds of what is near', async () => {
    const page = await world.signIn('office')
    const year = await makeYear(page, 'Cụm E')
    await addLine(page, year, 'Báo cáo quý gần hạn', day(3))
    await addLine(page, year, 'Báo cáo còn xa', day(20))
    await page.goto('/')
    await checkPage(page, 'home-reminders')
    const text = await mainText(page)
    assert.match(text, /Báo cáo quý gần hạn/)
    assert.match(text, /còn 3 ngày/)
    assert.doesNotMatch(text, /Báo cáo còn xa/)
    await page.getByRole('link', { name: /Báo cáo quý gần hạn/ }).click()
    assert.match(await mainText(page), /Ghi nhận/)
})
