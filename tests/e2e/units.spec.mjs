// Units through time: the tree as at a day, a unit's page, a change with its preview, with and without
// JavaScript; and a cluster of 2020 that keeps the names of its day.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterEach } from 'node:test'
import { checkPage, mainText, pictures, sheets, submit, switchLanguage, test, useServer } from './harness.mjs'

const world = useServer({ sample: 'cluster-3' })
afterEach(() => world.tidy())

const SUPERIOR = 'bo-chi-huy-quan-su-tinh-dak-lak'
const DISTRICT = 'ban-chqs-huyen-mdrak'
const button = (page, words) => page.locator('main').getByRole('button', { name: words })

test('the tree is another one as at 26/6/2020 and today', async () => {
    const page = await world.signIn('office')
    await page.goto('/')
    await submit(page, page.locator('nav.rooms a'))
    assert.equal(new URL(page.url()).pathname, '/don-vi')
    await submit(page, page.locator(`#${SUPERIOR} a.toggle`))
    let text = await mainText(page)
    assert.ok(text.includes('Ban Chỉ huy Phòng thủ khu vực 6 – Tuy Hòa'), text)
    assert.ok(!text.includes('Ban CHQS huyện Ea Kar'), 'gone since 1/7/2025')
    await checkPage(page, 'units-today')
    await page.locator('[name=ngay]').fill('26/6/2020')
    await submit(page, button(page, 'Xem'))
    text = await mainText(page)
    for (const name of ['Ea Kar', 'M’Đrắk', 'Krông Ana', 'Krông Bông', 'Lắk']) {
        assert.ok(text.includes(`Ban CHQS huyện ${name}`), name)
    }
    assert.ok(!text.includes('Tuy Hòa'))
    await checkPage(page, 'units-2020')
    await switchLanguage(page, 'en')
    await checkPage(page, 'units-2020-en')
    await switchLanguage(page, 'vi')
    await submit(page, page.locator(`#${SUPERIOR} a.toggle`))
    assert.equal(await page.locator('ul.unit-tree li').count(), 1, 'closed again')
})

test('a name is found without its marks', async () => {
    const page = await world.signIn('reader')
    await page.goto('/don-vi?ngay=2020-06-26')
    await page.locator('[name=tim]').fill("m'drak")
    await submit(page, button(page, 'Xem'))
    assert.equal(await page.locator('ul.unit-tree li').count(), 1)
    assert.equal(await page.getByRole('link', { name: 'Thêm đơn vị' }).count(), 0, 'a reader reads')
    await checkPage(page, 'units-search')
})

test('a dissolved unit keeps its page, its title and its open question', async () => {
    const page = await world.signIn('office')
    await page.goto(`/don-vi/${DISTRICT}`)
    const text = await mainText(page)
    assert.match(text, /Đã thôi tồn tại từ ngày 1\/7\/2025/)
    assert.match(text, /chưa có quyết định được ghi về đơn vị kế thừa/)
    assert.match(text, /2017 Đơn vị quyết thắng mới đề nghị Ban CHQS huyện M’Đrắk/)
    await checkPage(page, 'unit-dissolved')
    await switchLanguage(page, 'en')
    await checkPage(page, 'unit-dissolved-en')
})

test('the cluster of 2020 bears the names of its day', async () => {
    const page = await world.signIn('office')
    await page.goto('/cum/cum-3/2020-H1')
    const text = await mainText(page)
    assert.ok(text.includes('Ban CHQS huyện Ea Kar'))
    assert.ok(!text.includes('Tuy Hòa'))
})

test('a 2026 cluster refuses a dissolved member and says since when', async () => {
    const page = await world.signIn('office')
    await page.goto('/cum/moi')
    await page.locator('[name=name]').fill('Cụm mới')
    await page.locator('[name=superior]').fill('Bộ Chỉ huy Quân sự tỉnh Đắk Lắk')
    await page.locator('[name=members]').fill('Ban CHQS huyện Ea Kar\nBan Chỉ huy Phòng thủ khu vực 6 – Tuy Hòa')
    await page.locator('[name=year]').fill('2026')
    await submit(page, button(page, 'Tạo cụm'))
    assert.match(await mainText(page), /“Ban CHQS huyện Ea Kar” đã thôi tồn tại từ ngày 1\/7\/2025/)
})

for (const scripts of [true, false]) {
    const name = scripts ? 'Khu vực thử một' : 'Khu vực thử hai'
    test(`a unit is added, renamed and dissolved, each seen before it is recorded (scripts: ${scripts})`, async () => {
        const page = await world.signIn('admin', { javaScriptEnabled: scripts })
        const look = async (picture) => { if (scripts) await checkPage(page, picture) }
        await page.goto('/don-vi/moi')
        await look('unit-add')
        await submit(page, page.locator('main form button.primary'))
        assert.match(await mainText(page), /Ghi tên đơn vị/)
        await look('unit-add-faults')
        await page.locator('[name=on]').fill('7/2025')
        await page.locator('[name=name]').fill(name)
        await page.locator('[name=kind]').selectOption('area')
        await page.locator('[name=parent]').fill(SUPERIOR)
        await submit(page, page.locator('main form button.primary'))
        assert.match(await mainText(page), /Chưa có gì được ghi/)
        await look('unit-add-preview')
        await submit(page, button(page, 'Ghi vào sổ'))
        const address = new URL(page.url()).pathname
        assert.match(await mainText(page), new RegExp(name))
        await page.goto(`${address}/doi-ten`)
        await page.locator('[name=name]').fill(`${name} mới`)
        await page.locator('[name=on]').fill('1/3/2026')
        await page.locator('[name=number]').fill('12/QĐ-BQP')
        await page.locator('[name=decided_on]').fill('2/2026')
        await submit(page, page.locator('main form button.primary'))
        await look('unit-rename-preview')
        await submit(page, button(page, 'Ghi vào sổ'))
        assert.match(await mainText(page), /số 12\/QĐ-BQP, 2\/2026/)
        await page.goto(`${address}?ngay=2025-12-31`)
        assert.equal(await page.locator('h1').innerText(), name, 'the old name on an old day')
        await page.goto(`${address}/giai-the`)
        await page.locator('[name=on]').fill('1/9/2026')
        await page.locator('[name=successors]').fill('Ban Chỉ huy Phòng thủ khu vực 6 – Tuy Hòa')
        await look('unit-dissolve')
        await submit(page, page.locator('main form button.primary'))
        await look('unit-dissolve-preview')
        await submit(page, button(page, 'Ghi vào sổ'))
        assert.match(await mainText(page), /Đã thôi tồn tại từ ngày 1\/9\/2026/)
        await look('unit-succeeded')
        await page.locator('.pair summary').click()
        await page.locator('.pair [name=inherits][value=yes]').check({ force: true })
        await page.locator('.pair [name=reason]').fill('Kết luận số 3')
        await submit(page, page.locator('.pair form button'))
        assert.match(await mainText(page), /Được nối tiếp chuỗi danh hiệu/)
        await page.goto(`${address}/khoi-phuc`)
        await submit(page, page.locator('main form button.primary'))
        await submit(page, button(page, 'Ghi vào sổ'))
        assert.doesNotMatch(await mainText(page), /Đã thôi tồn tại từ ngày/)
        await look('unit-restored')
    })
}

/** A workbook of one sheet: a line a row, cells parted by '|'. */
function makeList(name, lines) {
    const path = join(world.folder, name)
    const made = spawnSync('python3', [join(sheets, '..', 'cli', 'make_list.py'), path],
        { input: lines.join('\n') })
    assert.equal(made.status, 0, String(made.stderr))
    return path
}

test('a list is seen with its faults, mended, recorded, and not doubled', async () => {
    const page = await world.signIn('office')
    const send = async (path) => {
        await page.goto('/don-vi/nhap')
        await page.locator('[name=file]').setInputFiles(path)
        await submit(page, page.locator('main form[enctype] button'))
    }
    await page.goto('/don-vi/nhap')
    await checkPage(page, 'units-import')
    await submit(page, page.locator('main form[enctype] button'))
    assert.match(await mainText(page), /Chọn tệp Excel/)
    const head = 'Tên|Mã|Loại|Cấp trên|Từ ngày|Đến ngày|Quyết định'
    await send(makeList('co-loi.xlsx', [head,
        `Khu vực nhập 1|kv-nhap-1|Ban chỉ huy phòng thủ khu vực|${SUPERIOR}|1/7/2025||7/QĐ`,
        'Xã nhập 1|||kv-nhap-1|7/2025', 'Xã nhập 2||phi thuyền|kv-nhap-1|31/2/2026', 'Xã nhập 3|||Không có']))
    const text = await mainText(page)
    assert.match(text, /C4.*Không có loại đơn vị “phi thuyền”/)
    assert.match(text, /E4.*“31\/2\/2026” không phải là ngày/)
    assert.match(text, /D5.*Không có đơn vị cấp trên “Không có”/)
    assert.equal(await page.locator('form[action$="/luu"]').count(), 0, 'nothing to press with faults')
    await checkPage(page, 'units-import-faults')
    const good = makeList('tot.xlsx', [head,
        `Khu vực nhập 1|kv-nhap-1|Ban chỉ huy phòng thủ khu vực|${SUPERIOR}|1/7/2025||7/QĐ`,
        'Xã nhập 1|||kv-nhap-1|7/2025'])
    await send(good)
    await checkPage(page, 'units-import-preview')
    await submit(page, page.locator('form[action$="/luu"] button'))
    assert.match(await page.locator('.notice').innerText(), /Đã nhập 2 đơn vị/)
    await send(good)
    assert.match(await mainText(page), /Không có đơn vị nào mới/)
    await page.goto(`/don-vi?mo=${SUPERIOR},kv-nhap-1`)
    assert.match(await mainText(page), /Xã nhập 1/)
})

test('the tree is printed with its day on it', async () => {
    const page = await world.signIn('office')
    for (const [day, wanted] of [['2020-06-26', 'Ban CHQS huyện Lắk'], ['2026-03-04', 'Tuy Hòa']]) {
        await page.goto(`/don-vi?ngay=${day}&mo=${SUPERIOR}`)
        await page.emulateMedia({ media: 'print' })
        const printed = await page.locator('body').innerText()
        const [year, month, date] = day.split('-').map(Number)
        assert.ok(printed.includes(`đơn vị tại ngày ${date}/${month}/${year}`), printed)
        assert.ok(printed.includes(wanted))
        assert.equal(await page.locator('nav.rooms').isVisible(), false)
        await page.pdf({ path: join(pictures, `units-${day}.pdf`), preferCSSPageSize: true })
        await page.emulateMedia({ media: null })
    }
})
