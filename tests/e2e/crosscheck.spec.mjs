// Cross-checking: drawn by lot, entered by the unit that was drawn, sent by its commander, compared.
import assert from 'node:assert/strict'
import { afterEach } from 'node:test'
import { checkPage, download, mainText, submit, test, thidua, useServer } from './harness.mjs'

const world = useServer({ sample: 'training' })
afterEach(() => world.tidy())
const here = '/cum/cum-mau/2020-H1/kiem-tra-cheo'
const target = 'ban-chqs-huyen-thac-may'
let checker // { slug, name } of the unit that was drawn for the target

/** An officer and a commander of that unit. */
async function people(slug) {
    for (const [role, login] of [['unit', 'kt-canbo'], ['commander', 'kt-chihuy']]) {
        const made = await thidua('user', 'add', login, '--name', `Tài khoản mẫu ${login}`, '--role', role,
            '--cluster', 'cum-mau', '--unit', slug, '--data', world.data, '--json')
        assert.equal(made.status, 0, made.stderr)
        world.accounts.set(login, { login, ...JSON.parse(made.stdout) })
    }
}

test('the head draws with a public number, without JavaScript; the minutes prove it', async () => {
    const head = await world.signIn('head', { javaScriptEnabled: false })
    await head.goto(here)
    assert.match(await mainText(head), /Bốc thăm để chọn đơn vị kiểm tra/)
    await submit(head, head.locator('main a.button.primary'))
    await head.fill('#seed', '31415926')
    await submit(head, head.locator('main form button.primary'))
    assert.match(await mainText(head), /Ghi rõ số bốc thăm lấy từ đâu/)
    assert.equal(await head.inputValue('#seed'), '31415926', 'what was typed stays')
    await head.fill('#seed_source', 'Xổ số công khai ngày 15/6/2020')
    await head.fill('#named', 'Đơn vị không có > Ban CHQS huyện Thác Mây: thử')
    await submit(head, head.locator('main form button.primary'))
    assert.match(await mainText(head), /Không hiểu dòng/)
    await head.fill('#named', '')
    await submit(head, head.locator('main form button.primary'))
    assert.match(await mainText(head), /kết quả trùng khớp/)
    assert.match(await mainText(head), /31415926/)
})

test('pages of the draw are in order', async () => {
    const head = await world.signIn('head')
    await head.goto(here)
    await checkPage(head, 'crosscheck')
    await head.goto(`${here}/bien-ban`)
    await checkPage(head, 'crosscheck-minutes')
    await head.goto(`${here}/boc-tham`)
    await checkPage(head, 'crosscheck-draw')
    await head.goto(`${here}/phan-cong/${target}`)
    await checkPage(head, 'crosscheck-change')
    const chosen = head.locator('#checkers option:checked')
    checker = { slug: await chosen.getAttribute('value'), name: await chosen.innerText() }
    assert.notEqual(checker.slug, target)
    await head.fill('#on', '18/6/2020')
    await head.fill('#place', 'Sở chỉ huy đơn vị')
    await submit(head, head.locator('form[action*="/ngay/"] button'))
    assert.match(await mainText(head), /18\/6\/2020, Sở chỉ huy đơn vị/)
})

test('who was drawn enters, the commander sends, the cluster compares', async () => {
    await people(checker.slug)
    const officer = await world.signIn('kt-canbo')
    await officer.goto('/cum/cum-mau/2020-H1')
    const sheet = `${here}/phieu/${target}`
    await officer.goto(sheet)
    await checkPage(officer, 'crosscheck-sheet')
    const fields = officer.locator('input[name^="points."]')
    const code = (await fields.nth(0).getAttribute('name')).slice('points.'.length)
    await officer.locator(`[id="points.${code}"]`).fill('99999')
    await submit(officer, officer.locator('.grid-foot button'))
    assert.match(await mainText(officer), /Điểm/)
    assert.equal(await officer.locator('[aria-invalid=true]').count(), 1)
    await checkPage(officer, 'crosscheck-sheet-fault')
    await officer.locator(`[id="points.${code}"]`).fill('1')
    await officer.locator(`[id="seen.${code}"]`).selectOption('yes')
    await officer.locator(`[id="note.${code}"]`).fill('Báo cáo số 12, sổ theo dõi')
    await submit(officer, officer.locator('.grid-foot button'))
    assert.match(await mainText(officer), /Đã lưu nháp 1 tiêu chí/)
    assert.equal(await officer.locator('form[action$="/gui"]').count(), 0, 'an officer does not send')

    // Another unit sees no sheet, and the checked one no draft.
    const stranger = await world.signIn('unit')
    const refused = await stranger.goto(sheet)
    assert.ok([200, 403].includes(refused.status()))
    await stranger.goto(`${here}/chenh-lech`)
    assert.match(await mainText(stranger), /Chưa có kết quả kiểm tra chéo được gửi/)

    await officer.locator('main a[href*="/trinh/moi"]').click()
    await submit(officer, officer.locator('main form .primary'))
    const commander = await world.signIn('kt-chihuy')
    await commander.goto('/')
    await commander.locator('main a[href*="/trinh/"]').first().click()
    await commander.locator('main a.primary').click()
    await commander.waitForURL(/\/kiem-tra-cheo\/phieu\//)
    await submit(commander, commander.locator('form[action$="/gui"] button'))
    assert.match(await mainText(commander), /ghi lý do/)
    await officer.goto(sheet)
    await officer.locator(`[id="reason.${code}"]`).fill('Kiểm tra thực tế tại đơn vị')
    await submit(officer, officer.locator('.grid-foot button'))
    await commander.goto(sheet)
    await submit(commander, commander.locator('form[action$="/gui"] button'))
    assert.match(await mainText(commander), /Đã gửi kết quả kiểm tra chéo/)

    const head = await world.signIn('head')
    await head.goto(`${here}/chenh-lech`)
    await checkPage(head, 'crosscheck-differences')
    await head.locator('main table a').first().click()
    await head.waitForURL(/chenh-lech\/./)
    assert.match(await mainText(head), /Kiểm tra thực tế tại đơn vị/)
    await checkPage(head, 'crosscheck-difference')
    const book = await download(head, head.locator('main a[href$="/xlsx"]'), world.folder)
    assert.match(book.name, /^chenh-lech-.*\.xlsx$/)
})

test('the sheet goes out as a file and its values come back to be looked at', async () => {
    const officer = await world.signIn('kt-canbo')
    await officer.goto(`${here}/phieu/${target}`)
    const out = await download(officer, officer.locator('main a[href$="/xlsx"]'), world.folder)
    for (const kind of ['docx', 'pdf']) {
        const paper = await download(officer, officer.locator(`main a[href$="dang=${kind}"]`), world.folder)
        assert.ok(paper.name.endsWith(kind))
    }
    await officer.locator('#tep').setInputFiles(out.path)
    await officer.locator('#khong-mat').check()
    await submit(officer, officer.locator('form[action$="/tep"] button'))
    assert.match(await mainText(officer), /chưa lưu/)
    await checkPage(officer, 'crosscheck-preview')
    await submit(officer, officer.locator('.grid-foot button'))
    assert.match(await mainText(officer), /Không có gì thay đổi/)
})
