-- Which profiles of workers serve a lane.

local function serves(profile, lane)
  local types, offered = string.match(profile, '^(.-)|(.*)$')
  local type, required = string.match(lane, '^(.-)|(.*)$')
  if not type or not (types == '*' or has(types, type)) then
    return false
  end
  for capability in string.gmatch(required, '[^,]+') do
    if not has(offered, capability) then
      return false
    end
  end
  return true
end

local function connect(profile, lane)
  if serves(profile, lane) then
    redis.call('SADD', P .. 'pl:' .. profile, lane)
    redis.call('SADD', P .. 'lp:' .. lane, profile)
    return true
  end
end
