/**
 * The scripts that the server runs, one per kind of change. Each first reads the server's clock and does nothing after its deadline, so
 * that a server that wakes up does not execute an abandoned call. Checks come before writes: a script is not rolled back. The `#!lua` line
 * makes the server refuse the whole script when memory is full. All keys are passed in KEYS; `setEach` passes its pattern there.
 */

const CLOCK = `#!lua
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then return {now, 'late'} end
`

/** Steps of `steps.ts` as flat arguments; returns {server ms, answer, key, trimmed}. */
const STEPS = `${CLOCK}
local at, keyAt = 1, 0
local function arg() at = at + 1; return ARGV[at] end
local function nextKey() keyAt = keyAt + 1; return KEYS[keyAt] end

local kinds, newest, todo = {}, {}, {}
local function kindOf(key)
  if not kinds[key] then kinds[key] = redis.call('TYPE', key).ok end
  return kinds[key]
end
local function holds(key, kind)
  if kindOf(key) == 'none' then kinds[key] = kind end
  return kinds[key] == kind
end
local function newestOf(key)
  if not newest[key] then
    newest[key] = {0, 0}
    if redis.call('EXISTS', key) == 1 then
      local info = redis.call('XINFO', 'STREAM', key)
      for i = 1, #info, 2 do
        if info[i] == 'last-generated-id' then
          local ms, n = string.match(info[i + 1], '^(%d+)-(%d+)$')
          newest[key] = {tonumber(ms), tonumber(n)}
        end
      end
    end
  end
  return newest[key]
end
local function plan(...) todo[#todo + 1] = {...} end
local function pairsInto(command, count, size)
  local from = #command
  for i = 1, count * 2 do
    if #command - from >= size then
      todo[#todo + 1] = command
      command = {command[1], command[2]}
      from = 2
    end
    command[#command + 1] = arg()
  end
  todo[#todo + 1] = command
end

while at < #ARGV do
  local op = arg()
  if op == 'publish' then
    local channel = arg()
    plan('PUBLISH', channel, arg())
  else
    local key = nextKey()
    if op == 'fence' then
      local owner, epoch = arg(), arg()
      if kindOf(key) == 'none' then return {now, 'stale', key} end
      if not holds(key, 'hash') then return {now, 'kind', key} end
      local lease = redis.call('HMGET', key, 'owner', 'epoch')
      if lease[1] ~= owner or lease[2] ~= epoch then return {now, 'stale', key} end
    elseif op == 'claim' then
      local id, content = arg(), arg()
      if not holds(key, 'hash') then return {now, 'kind', key} end
      local known = redis.call('HGET', key, id)
      if known then return {now, known == content and 'duplicate' or 'conflict', key} end
      plan('HSET', key, id, content)
    elseif op == 'equals' then
      local has, expected = arg(), arg()
      if kindOf(key) ~= 'none' and kindOf(key) ~= 'string' then return {now, 'kind', key} end
      local value = redis.call('GET', key)
      if (has == '1') ~= (value ~= false) or (value and value ~= expected) then return {now, 'different', key} end
    elseif op == 'set' then
      local value, ttl = arg(), arg()
      kinds[key], newest[key] = 'string', nil
      if ttl == '' then plan('SET', key, value) else plan('SET', key, value, 'PX', ttl) end
    elseif op == 'setEach' then
      local value = arg()
      for _, name in ipairs(redis.call('KEYS', key)) do
        kinds[name], newest[name] = 'string', nil
        plan('SET', name, value)
      end
    elseif op == 'delete' then
      kinds[key], newest[key] = 'none', {0, 0}
      plan('DEL', key)
    elseif op == 'hashSet' then
      if not holds(key, 'hash') then return {now, 'kind', key} end
      local ttl, count = arg(), tonumber(arg())
      pairsInto({'HSET', key}, count, 4000)
      if ttl ~= '' then plan('PEXPIRE', key, ttl) end
    elseif op == 'hashRemove' then
      if not holds(key, 'hash') then return {now, 'kind', key} end
      local command = {'HDEL', key}
      for i = 1, tonumber(arg()) do command[i + 2] = arg() end
      todo[#todo + 1] = command
    elseif op == 'sortedAdd' then
      if not holds(key, 'zset') then return {now, 'kind', key} end
      local ttl, count = arg(), tonumber(arg())
      pairsInto({'ZADD', key}, count, 4000)
      if ttl ~= '' then plan('PEXPIRE', key, ttl) end
    elseif op == 'sortedRemoveByScore' then
      if not holds(key, 'zset') then return {now, 'kind', key} end
      local from, to = arg(), arg()
      plan('ZREMRANGEBYSCORE', key, from, to)
    elseif op == 'append' then
      if not holds(key, 'stream') then return {now, 'kind', key} end
      local id, after, count, last = arg(), arg(), tonumber(arg()), newestOf(key)
      local ms, n = string.match(id, '^(%d+)-(%d+)$')
      ms, n = tonumber(ms), tonumber(n)
      if ms < last[1] or (ms == last[1] and n <= last[2]) then return {now, 'old', key} end
      if after ~= '' then
        local afterMs, afterN = string.match(after, '^(%d+)-(%d+)$')
        if tonumber(afterMs) ~= last[1] or tonumber(afterN) ~= last[2] then return {now, 'moved', key} end
      end
      newest[key] = {ms, n}
      pairsInto({'XADD', key, id}, count, 4001)
    elseif op == 'listPush' then
      if not holds(key, 'list') then return {now, 'kind', key} end
      local value, keep = arg(), arg()
      plan('RPUSH', key, value)
      plan('LTRIM', key, '-' .. keep, '-1')
    elseif op == 'trim' then
      local minId = arg()
      if kindOf(key) ~= 'none' then
        if not holds(key, 'stream') then return {now, 'kind', key} end
        plan('XTRIM', key, 'MINID', '=', minId)
      end
    end
  end
end

local trimmed = 0
for i = 1, #todo do
  local reply = redis.call(unpack(todo[i]))
  if todo[i][1] == 'XTRIM' then trimmed = trimmed + reply end
end
return {now, 'ok', '', trimmed}
`

/**
 * KEYS: lease. ARGV: deadline, verb, owner, epoch, time to live in ms. The lease is a hash that never expires, so that its epoch only
 * grows; it is held until `untilMs`.
 */
const LEASE = `${CLOCK}
local key, verb, owner, epoch, ttl = KEYS[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local kind = redis.call('TYPE', key).ok
if kind ~= 'none' and kind ~= 'hash' then return {now, 'kind', key} end
local held = redis.call('HMGET', key, 'owner', 'epoch', 'untilMs')
local until_ = string.format('%.0f', now + tonumber(ttl))
if verb == 'acquire' then
  local free = not held[1] or held[1] == '' or held[1] == owner or tonumber(held[3]) <= now
  if not free then return {now, 'held', key} end
  local nextEpoch = (tonumber(held[2]) or 0) + 1
  redis.call('HSET', key, 'owner', owner, 'epoch', string.format('%.0f', nextEpoch), 'untilMs', until_)
  return {now, 'ok', '', nextEpoch}
end
if held[1] ~= owner or held[2] ~= epoch then return {now, 'stale', key} end
if verb == 'renew' then redis.call('HSET', key, 'untilMs', until_) else redis.call('HSET', key, 'owner', '', 'untilMs', '0') end
return {now, 'ok', '', 0}
`

/** Script texts by name. */
export const SCRIPTS = Object.freeze({ steps: STEPS, lease: LEASE })
