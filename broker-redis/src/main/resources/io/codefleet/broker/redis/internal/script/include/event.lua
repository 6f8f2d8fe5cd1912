-- Events: a stream of about maxEvents entries, each one field: "kind time task type attempt worker" or
-- "kind time worker".
local nowText = int(now)

-- S submitted, B begun, R retrying, L lease lost, U released, Q cancel requested, C completed, F failed, X cancelled
local function taskEvent(kind, id, type, attempt, worker)
  redis.call('XADD', P .. 'ev', 'MAXLEN', '~', maxEvents, '*', 'v',
    kind .. ' ' .. nowText .. ' ' .. id .. ' ' .. type .. ' ' .. attempt .. ' ' .. (worker or ''))
end

-- J joined, G left, Z lost
local function workerEvent(kind, worker)
  redis.call('XADD', P .. 'ev', 'MAXLEN', '~', maxEvents, '*', 'v', kind .. ' ' .. nowText .. ' ' .. worker)
end
