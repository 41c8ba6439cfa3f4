// From the officer to the commander, returned, again, sent: a unit with two people.
import assert from 'node:assert/strict'
import { afterEach } from 'node:test'
import { checkPage, mainText, submit, test, thidua, useServer } from './harness.mjs'

const world = useServer({ sample: 'training' })
afterEach(() => world.tidy())
const unit = 'ban-chqs-huyen-thac-may'
const path = `/cum/cum-mau/nam/2020/dang-ky/${unit}`

async function twoPeople() {
    for (const [role, login] of [['unit', 'canbo-thacmay'], ['commander', 'chihuy-thacmay']]) {
        const made = await thidua('user', 'add', login, '--name', `Tài khoản mẫu ${login}`, '--role', role,
            '--cluster', 'cum-mau', '--unit', unit, '--data', world.data, '--json')
        assert.equal(made.status, 0, made.stderr)
        world.accounts.set(login, { login, ...JSON.parse(made.stdout) })
    }
}

test('an officer submits, the commander returns and then sends', async () => {
    await twoPeople()
    const office = await world.signIn('office')
    await office.goto(path)
    // After the deadline the office permits.
    const permit = office.locator('form[action$="/sau-han"]')
    if (await permit.count()) {
        await office.locator('details:has(form[action$="/sau-han"]) summary').click()
        await permit.locator('[name=reason]').fill('Bổ sung theo công văn')
        await submit(office, permit.locator('button'))
    }
    const officer = await world.signIn('canbo-thacmay')
    await officer.goto(path)
    await officer.locator('main input[type=checkbox]').first().check()
    await officer.fill('#reason', 'Bổ sung danh hiệu')
    await submit(officer, officer.locator(`form[action="${path}"][method=post] button`))
    assert.equal(await officer.locator('form[action$="/trinh"]').count(), 0, 'an officer does not send')
    await officer.locator('main a[href*="/trinh/moi"]').click()
    await checkPage(officer, 'submission-new')
    await officer.fill('#note', 'Đề nghị thủ trưởng xem')
    await submit(officer, officer.locator('main form .primary'))
    assert.match(await mainText(officer), /Đã trình chỉ huy/)
    const one = new URL(officer.url()).pathname

    const commander = await world.signIn('chihuy-thacmay')
    await commander.goto('/')
    assert.match(await mainText(commander), /Chờ thủ trưởng gửi/)
    await commander.locator(`a[href="${one}"]`).click()
    await checkPage(commander, 'submission')
    await submit(commander, commander.locator('form[action$="/tra-lai"] button'))
    assert.match(await mainText(commander), /Ghi lý do trả lại/)
    await commander.fill('#reason', 'Thiếu một danh hiệu')
    await submit(commander, commander.locator('form[action$="/tra-lai"] button'))
    await officer.goto(one)
    assert.match(await mainText(officer), /Thiếu một danh hiệu/)

    await officer.goto(path)
    await officer.locator('main a[href*="/trinh/moi"]').click()
    await submit(officer, officer.locator('main form .primary'))
    await commander.goto('/')
    await commander.locator('main a[href*="/trinh/"]').first().click()
    await commander.locator('main a.primary').click()
    await submit(commander, commander.locator('form[action$="/dang-ky/' + unit + '/trinh"] button'))
    assert.match(await mainText(commander), /Đã trình/)
    await officer.goto('/cum/cum-mau/nam/2020/trinh')
    await checkPage(officer, 'submissions')
    assert.match(await mainText(officer), /Đã gửi/)
    await commander.goto('/')
    assert.doesNotMatch(await mainText(commander), /Chờ thủ trưởng gửi/)
})
