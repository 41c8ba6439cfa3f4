-- For wrk -t2: every request accepts other points for a cell of its own, once; answers other than 303
-- are counted. Environment: CSRF, UNITS, CRITERIA.
local threads = {}
local units, criteria = tonumber(os.getenv('UNITS')), tonumber(os.getenv('CRITERIA'))

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
    local own = math.floor(units / 2)
    local unit = (number - 1) * own + step % own + 1
    local cell = math.floor(step / own) % criteria
    local round = math.floor(step / own / criteria)
    step = step + 1
    local code = string.format('G%d.%d', math.floor(cell / 10) + 1, cell % 10 + 1)
    local body = string.format('csrf=%s&points.%s=1%%2C%d&reason.%s=do&actual.%s=&seen.%s=%d', os.getenv('CSRF'), code,
        round % 8 + 1, code, code, code, round)
    return wrk.format('POST', '/cum/cum-do/2020-H1/tham-dinh/don-vi-do-so-' .. unit,
        { ['Content-Type'] = 'application/x-www-form-urlencoded', ['Cookie'] = os.getenv('COOKIE'),
          ['Origin'] = os.getenv('URL') }, body)
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
