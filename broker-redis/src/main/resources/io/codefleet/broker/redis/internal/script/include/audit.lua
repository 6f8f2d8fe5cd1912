-- The audit: a stream with one entry a call that changed something, one field: "action actor count detail id id …".
-- P replayed, S submitted, X cancelled, D purged, C commanded, H paused, R resumed, K key created, V key revoked, A approved, N not approved;
-- the detail is "-" where there is none, and of A and N in the form of a URL.

-- Who is "action actor".
local function audit(who, subjects, detail)
  redis.call('XADD', P .. 'au', '*', 'v', who .. ' ' .. #subjects .. ' ' .. (detail or '-') .. ' '
    .. table.concat(subjects, ' ', 1, math.min(#subjects, MAX_SUBJECTS)))
end
