-- Submitting a task again. Needs the parts state and follower.

local function submitAgain(key, known, fingerprint, client)
  if known[2] ~= fingerprint then
    return 1
  end
  if isTerminal(known[1]) then
    return redis.call('HMGET', key, 's', 'n', 'fa', 'o', 'us')
  end
  follow(key, known[3], client)
  return 0
end
