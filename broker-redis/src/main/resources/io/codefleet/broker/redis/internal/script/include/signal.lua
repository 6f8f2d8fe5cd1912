-- Sends a signal to a worker: a marker in its inbox, which its blocked receive pops. No two signals are equal, as each has a
-- number of its own.

local function signal(worker, text)
  local numbered = redis.call('HINCRBY', P .. 'n', 'sig', 1) .. ' ' .. text
  if redis.call('RPUSH', P .. 'sig:' .. worker, numbered) > MAX_KEPT_SIGNALS then
    redis.call('LPOP', P .. 'sig:' .. worker)
  end
  redis.call('RPUSH', P .. 'in:' .. worker, 's')
end
