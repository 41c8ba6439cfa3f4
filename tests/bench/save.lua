-- For wrk -t2: every request accepts other points for a cell of its own, once; answers other than 303
-- are counted. Environment: URL, COOKIE, CSRF, UNITS, CRITERIA. The request is put together from two
-- fixed texts, as wrk.format with its headers costs as much as the save itself.
local threads = {}
local units, criteria = tonumber(os.getenv('UNITS')), tonumber(os.getenv('CRITERIA'))
local format, floor = string.format, math.floor
local head = 'POST /cum/cum-do/2020-H1/tham-dinh/don-vi-do-so-%d HTTP/1.1\r\nHost: ' ..
    os.getenv('URL'):gsub('^http://', '') .. '\r\nContent-Type: application/x-www-form-urlencoded\r\nCookie: ' ..
    os.getenv('COOKIE') .. '\r\nOrigin: ' .. os.getenv('URL') .. '\r\nContent-Length: %d\r\n\r\n%s'
local form = 'csrf=' .. os.getenv('CSRF') .. '&points.%s=1%%2C%d&reason.%s=do&actual.%s=&seen.%s=%d'
local codes = {}
for cell = 0, criteria - 1 do
    codes[cell] = format('G%d.%d', floor(cell / 10) + 1, cell % 10 + 1)
end

function setup(thread)
    table.insert(threads, thread)
    thread:set('number', #threads)
end

function init()
    saved, failed, step, started = 0, 0, 0, false
end

function request()
    -- The first one is made to be looked at by wrk itself and may never be sent.
    if not started then
        started = true
        return wrk.format('GET', '/dang-nhap', { ['Cookie'] = os.getenv('COOKIE') })
    end
    -- Threads take units of their own, so that nobody is quicker at the same cell.
    local own = floor(units / 2)
    local unit = (number - 1) * own + step % own + 1
    local code = codes[floor(step / own) % criteria]
    local round = floor(step / own / criteria)
    step = step + 1
    local body = format(form, code, round % 8 + 1, code, code, code, round)
    return format(head, unit, #body, body)
end

function response(status)
    if status == 303 then saved = saved + 1 elseif status ~= 200 then failed = failed + 1 end
end

function done(summary, latency)
    local good, bad = 0, 0
    for _, thread in ipairs(threads) do
        good = good + thread:get('saved')
        bad = bad + thread:get('failed')
    end
    print(string.format('saved %d (%.0f/s), refused %d, p50 %.1f ms, p99 %.1f ms', good,
        good / summary.duration * 1e6, bad, latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
