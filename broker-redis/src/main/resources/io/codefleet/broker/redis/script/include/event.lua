-- Events: a stream of about maxEvents entries.

-- S submitted, B begun, R retrying, L lease lost, U released, Q cancel requested, C completed, F failed, X cancelled
local function taskEvent(kind, id, type, attempt, worker)
  if worker then
    redis.call('XADD', P .. 'ev', 'MAXLEN', '~', maxEvents, '*', 'e', kind, 'i', id, 'y', type, 'n', attempt or 0, 'w', worker)
  else
    redis.call('XADD', P .. 'ev', 'MAXLEN', '~', maxEvents, '*', 'e', kind, 'i', id, 'y', type, 'n', attempt or 0)
  end
end

-- J joined, G left, Z lost
local function workerEvent(kind, worker)
  redis.call('XADD', P .. 'ev', 'MAXLEN', '~', maxEvents, '*', 'e', kind, 'w', worker)
end
