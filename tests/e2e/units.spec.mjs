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
    await submit(page, page.locator('nav.rooms a[href="/don-vi"]'))
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
    assert.equal(await page.locator('ul.unit-tree li').count(), 3, 'closed again: the command and two provinces')
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

test('kinds of units: one is added, renamed, and removed; one in use stays', async () => {
    const page = await world.signIn('office')
    await page.goto('/don-vi')
    await submit(page, page.getByRole('link', { name: 'Loại đơn vị' }))
    await checkPage(page, 'unit-kinds')
    await page.fill('#name', 'Nhà trường')
    await submit(page, button(page, 'Thêm loại'))
    assert.match(await mainText(page), /Đã có loại “Nhà trường”/)
    await page.fill('#name', 'Bệnh viện')
    await submit(page, button(page, 'Thêm loại'))
    assert.match(await mainText(page), /Đã lưu loại đơn vị/)
    await submit(page, page.getByRole('link', { name: 'Bệnh viện' }))
    await page.fill('#name', 'Bệnh viện, bệnh xá')
    await submit(page, button(page, 'Lưu'))
    await submit(page, page.getByRole('link', { name: 'Bệnh viện, bệnh xá' }))
    await page.locator('details summary').click()
    await checkPage(page, 'unit-kind')
    await submit(page, button(page, 'Bỏ loại này'))
    assert.match(await mainText(page), /Đã bỏ loại đơn vị/)
    await submit(page, page.getByRole('link', { name: 'Ban chỉ huy quân sự huyện' }))
    assert.match(await mainText(page), /5 đơn vị đang hoặc đã thuộc loại này/)
    assert.equal(await button(page, 'Bỏ loại này').count(), 0)
    await page.goto('/cum/moi')
    assert.equal(await page.locator('#unit_kind option').count(), 17)
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
        await page.check('#khong-mat')
        await submit(page, page.locator('main form[enctype] button'))
    }
    await page.goto('/don-vi/nhap')
    await checkPage(page, 'units-import')
    await page.check('#khong-mat')
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

/** The words of what the page prints, each run of blanks one blank; the file stays among the pictures. */
async function printed(page, name) {
    const path = join(pictures, `${name}.pdf`)
    await page.pdf({ path, preferCSSPageSize: true })
    const read = spawnSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' })
    assert.equal(read.status, 0, read.stderr)
    return read.stdout.normalize('NFC').replace(/\s+/g, ' ')
}

const OF_2020 = ['Ea Kar', 'M’Đrắk', 'Krông Ana', 'Krông Bông', 'Lắk'].map((name) => `Ban CHQS huyện ${name}`)
const OF_TODAY = 'Ban Chỉ huy Phòng thủ khu vực 6 – Tuy Hòa'

test('the tree as printed at 26/6/2020 and today: other names, each with its day', async () => {
    const page = await world.signIn('office')
    await page.goto(`/don-vi?ngay=2020-06-26&mo=${SUPERIOR}`)
    const then = await printed(page, 'units-2020-06-26')
    await page.goto(`/don-vi?mo=${SUPERIOR}`)
    const now = await printed(page, 'units-today')
    for (const name of [...OF_2020, 'Tỉnh Phú Yên']) {
        assert.ok(then.includes(name), `${name} stands on the print of 2020: ${then}`)
        assert.ok(!now.includes(name), `${name} is gone today`)
    }
    assert.ok(now.includes(OF_TODAY) && !then.includes(OF_TODAY))
    assert.ok(then.includes('đơn vị tại ngày 26/6/2020'), then)
    for (const text of [then, now]) {
        assert.ok(text.includes('Tỉnh Đắk Lắk'))
        assert.ok(!text.includes('Thêm đơn vị') && !text.includes('Tài khoản'), 'nothing to press is printed')
    }
})

test("a unit's page as printed at 26/6/2020 and today", async () => {
    const page = await world.signIn('office')
    await page.goto(`/don-vi/${DISTRICT}?ngay=2020-06-26`)
    const then = await printed(page, 'unit-2020-06-26')
    await page.goto(`/don-vi/${DISTRICT}`)
    const now = await printed(page, 'unit-today')
    assert.ok(then.includes('đơn vị tại ngày 26/6/2020'), then)
    assert.match(now, /Đã thôi tồn tại từ ngày 1\/7\/2025/)
    assert.doesNotMatch(then, /Đã thôi tồn tại/)
    /* The title of 2017 stays under the name of then, on both. */
    for (const text of [then, now]) assert.match(text, /2017 .*Đơn vị quyết thắng .*Ban CHQS huyện M’Đrắk/)
    await page.goto(`/don-vi/${SUPERIOR}?ngay=2020-06-26`)
    const above = await printed(page, 'command-2020-06-26')
    for (const name of OF_2020) assert.ok(above.includes(name), name)
    assert.ok(!above.includes(OF_TODAY))
    await page.goto(`/don-vi/${SUPERIOR}`)
    const aboveNow = await printed(page, 'command-today')
    assert.ok(aboveNow.includes(OF_TODAY) && !aboveNow.includes(OF_2020[0]))
})

/* Last: it renames the command. */
test('a decision of the register is offered, led to, and doubted on a day it did not carry', async () => {
    const page = await world.signIn('office')
    await page.goto(`/don-vi/${SUPERIOR}/doi-ten`)
    assert.equal(await page.locator('#van-ban option[value="152/2025/NĐ-CP"]').count(), 1)
    await page.fill('#name', 'Bộ CHQS tỉnh Đắk Lắk')
    await page.fill('#on', '1/6/2025')
    await page.fill('#number', '152/2025/NĐ-CP')
    await page.fill('#decided_on', '14/6/2025')
    await submit(page, page.locator('main form button.primary'))
    assert.match(await mainText(page), /chưa được ban hành|chưa có hiệu lực vào ngày 1\/6\/2025/)
    await checkPage(page, 'unit-rename-doubted')
    await page.fill('main section.no-print #on', '1/8/2025')
    await submit(page, button(page, 'Xem trước').last())
    assert.doesNotMatch(await mainText(page), /chưa có hiệu lực/)
    await submit(page, button(page, 'Ghi vào sổ'))
    assert.equal(await page.locator('table a[href="/can-cu/nd-152-2025"]').count(), 1)
    await checkPage(page, 'unit-cites')
    await page.goto('/can-cu/nd-152-2025')
    assert.match(await mainText(page), /Được viện dẫn ở\s+Đơn vị\s+Bộ CHQS tỉnh Đắk Lắk/)
    await checkPage(page, 'legal-cited')
})
