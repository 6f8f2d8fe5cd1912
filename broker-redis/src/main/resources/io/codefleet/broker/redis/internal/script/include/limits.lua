-- What the namespace keeps: how many events, and how long it keeps tasks that ended well or badly.
local maxEvents, retention, deadLetterRetention = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
