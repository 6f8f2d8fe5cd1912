-- Events: a stream of about maxEvents entries, each one field: "kind time task type attempt worker" or
-- "kind time worker". They are written at the end of a call; the last drops the oldest entries.
local events = {}

-- S submitted, B begun, R retrying, L lease lost, U released, Q cancel requested, C completed, F failed, X cancelled
local function taskEvent(kind, id, type, attempt, worker)
  events[#events + 1] = kind .. ' ' .. nowText .. ' ' .. id .. ' ' .. type .. ' ' .. attempt .. ' ' .. (worker or '')
end

local function writeEvents()
  local stream, count = P .. 'ev', #events
  for i = 1, count - 1 do
    redis.call('XADD', stream, '*', 'v', events[i])
  end
  if count > 0 then
    redis.call('XADD', stream, 'MAXLEN', '~', maxEvents, '*', 'v', events[count])
  end
  events = {}
end
