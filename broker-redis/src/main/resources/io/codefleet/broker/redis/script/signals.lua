-- Reads the signals to a worker; they stay until the reader has taken them off.
-- KEYS[1] prefix   ARGV 1 worker   returns the signals
-- include base
return redis.call('LRANGE', P .. 'sig:' .. ARGV[1], 0, 99)
