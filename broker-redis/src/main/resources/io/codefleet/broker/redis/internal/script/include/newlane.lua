-- Connecting a lane that nobody has used. Needs the parts profile, members and wake.

-- A new lane is connected with all profiles that serve it. One that cannot be is new again the next time. It has tasks already
-- if keys were damaged or deleted by hand.
local function connectLane(lane)
  local fault = faultOf(carryOut(function()
    for _, profile in ipairs(redis.call('ZRANGE', P .. 'profiles', 0, -1)) do
      connect(profile, lane)
    end
    local first = notedScore(lane)
    if first then
      profilesOfLanes[lane] = nil
      activate(lane, first)
    end
  end))
  if fault then
    redis.call('ZREM', P .. 'lanes', lane)
    error(fault, 0)
  end
end
