-- For wrk -t1: every request types another result into the next cell of a grid, with the mark that the
-- answer before gave. Environment: URL, GRID, COOKIE, CSRF, CRITERIA.
local format, floor = string.format, math.floor
local criteria = tonumber(os.getenv('CRITERIA'))
local head = 'POST ' .. os.getenv('GRID') .. ' HTTP/1.1\r\nHost: ' .. os.getenv('URL'):gsub('^http://', '') ..
    '\r\nContent-Type: application/x-www-form-urlencoded\r\nCookie: ' .. os.getenv('COOKIE') .. '\r\nOrigin: ' ..
    os.getenv('URL') .. '\r\nContent-Length: %d\r\n\r\n%s'
local form = 'csrf=' .. os.getenv('CSRF') .. '&tra-loi=json&actual.%s=%d&mark.actual.%s=%s'
local marks = {}
saved, refused, failed, step = 0, 0, 0, 0

function request()
    local cell = step % criteria
    local code = format('G%d.%d', floor(cell / 10) + 1, cell % 10 + 1)
    local body = format(form, code, 10 + floor(step / criteria) % 80, code, marks[code] or '')
    step = step + 1
    return format(head, #body, body)
end

function response(status, _, body)
    local code, outcome = body:match('"name":"actual%.([^"]+)","outcome":"(%a+)"')
    if status ~= 200 or not code then
        failed = failed + 1
        return
    end
    marks[code] = body:match('"seen":"([^"]+)"')
    if outcome == 'saved' then saved = saved + 1 else refused = refused + 1 end
end

function setup(thread)
    theirs = thread
end

function done(summary, latency)
    print(format('saved %d (%.0f/s), refused %d, not 200 %d, p50 %.1f ms, p99 %.1f ms', theirs:get('saved'),
        theirs:get('saved') / summary.duration * 1e6, theirs:get('refused'), theirs:get('failed'),
        latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
