-- Telling a worker something: a marker in its inbox, which its blocked receive pops.
local MAX_KEPT_SIGNALS = 10000

local function signal(worker, text)
  if redis.call('RPUSH', P .. 'sig:' .. worker, text) > MAX_KEPT_SIGNALS then
    redis.call('LPOP', P .. 'sig:' .. worker)
  end
  redis.call('RPUSH', P .. 'in:' .. worker, 's')
end
