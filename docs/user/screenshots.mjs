// Makes the pictures of the documentation from the training sample: node docs/user/screenshots.mjs
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sheets, submit, test, useServer } from '../../tests/e2e/harness.mjs'

const folder = join(dirname(fileURLToPath(import.meta.url)), 'img')
const world = useServer({ sample: 'training' })
const period = '/cum/cum-mau/2020-H1'
const year = '/cum/cum-mau/nam/2020'
const unit = `${period}/tham-dinh/ban-chqs-huyen-doi-xanh`

const pages = {
    'viec-cua-toi': '/',
    nam: year,
    'lich-nam': `${year}/lich`,
    'giao-uoc': `${year}/giao-uoc`,
    'ke-hoach': `${year}/ke-hoach/cum-ca-nam`,
    nguoi: '/nguoi',
    'tong-quan': period,
    'tieu-chi': `${period}/tieu-chi`,
    'phieu': `${period}/phieu`,
    'quy-uoc': `${period}/tieu-chi/quy-uoc`,
    'thong-qua': `${period}/thong-qua`,
    'mot-trang': `${period}/xep-thu/mot-trang`,
    'vi-sao-thu-hai': `${period}/xep-thu/vi-sao/ban-chqs-huyen-suoi-bac`,
    'tham-dinh': unit,
    'vi-sao': `${unit}/II.2`,
    'phan-hoi': `${unit}/phan-hoi`,
    'xep-thu': `${period}/xep-thu`,
    'bao-cao': `${period}/bao-cao`,
}

test('pictures of the pages', async () => {
    const page = await world.signIn('office')
    // The sample's calendar is empty: the examples are taken over as they are offered.
    await page.goto(`${year}/lich/vi-du`)
    await submit(page, page.locator('main .button.primary'))
    for (const [name, path] of Object.entries(pages)) {
        await page.goto(path)
        await page.mouse.move(0, 767)
        await page.screenshot({ path: join(folder, `${name}.png`) })
    }
    await page.goto(`${period}/nhap-phieu`)
    const files = readdirSync(sheets).filter((name) => name.startsWith('tu-cham'))
    await page.setInputFiles('input[type=file]', files.map((name) => join(sheets, name)))
    await page.locator('[name=khong-mat]').check()
    await submit(page, page.locator('button.primary'))
    await page.screenshot({ path: join(folder, 'nhap-phieu.png') })
})
