#if RedisStreams
/// What is done to a queue in one step each: scripts of our own, over the keys that BullMQ 5 and 6 use.
///
/// KEYS[1] is the queue's prefix, such as `bull:shopify:`; on a cluster BullMQ asks for `{bull}`, so that all lies on one node.
enum BullMQScripts {
    /// Takes jobs: moves what is due out of `delayed`, then locks up to so many.
    ///
    /// ARGV: now in ms, token, lock in ms, count.
    static let take = """
        local P, now, token = KEYS[1], tonumber(ARGV[1]), ARGV[2]
        if redis.call('HEXISTS', P .. 'meta', 'paused') == 1 then return {} end
        for _, id in ipairs(redis.call('ZRANGEBYSCORE', P .. 'delayed', 0, (now + 1) * 4096 - 1, 'LIMIT', 0, 1000)) do
            redis.call('ZREM', P .. 'delayed', id)
            local priority = tonumber(redis.call('HGET', P .. id, 'priority') or '0') or 0
            if priority > 0 then
                local number = redis.call('INCR', P .. 'pc')
                redis.call('ZADD', P .. 'prioritized', priority * 4294967296 + number % 4294967296, id)
            else
                redis.call('LPUSH', P .. 'wait', id)
            end
            redis.call('HSET', P .. id, 'delay', 0)
            redis.call('XADD', P .. 'events', '*', 'event', 'waiting', 'jobId', id, 'prev', 'delayed')
        end
        local taken = {}
        while #taken < tonumber(ARGV[4]) do
            local id = redis.call('RPOPLPUSH', P .. 'wait', P .. 'active')
            if not id then
                local popped = redis.call('ZPOPMIN', P .. 'prioritized')
                if #popped == 0 then break end
                id = popped[1]
                redis.call('LPUSH', P .. 'active', id)
            end
            if string.sub(id, 1, 2) == '0:' or redis.call('EXISTS', P .. id) == 0 then
                redis.call('LREM', P .. 'active', 1, id)
            else
                redis.call('SET', P .. id .. ':lock', token, 'PX', ARGV[3])
                redis.call('HSET', P .. id, 'processedOn', now, 'pb', token)
                redis.call('HINCRBY', P .. id, 'ats', 1)
                redis.call('XADD', P .. 'events', '*', 'event', 'active', 'jobId', id, 'prev', 'waiting')
                taken[#taken + 1] = { id, redis.call('HGET', P .. id, 'data') or '' }
            end
        end
        if redis.call('LLEN', P .. 'wait') > 0 or redis.call('ZCARD', P .. 'prioritized') > 0 then
            redis.call('ZADD', P .. 'marker', 0, '0')
        end
        local due = redis.call('ZRANGE', P .. 'delayed', 0, 0, 'WITHSCORES')
        if #due > 0 then redis.call('ZADD', P .. 'marker', math.floor(tonumber(due[2]) / 4096), '1') end
        return taken
        """

    /// What the token holds already.
    ///
    /// ARGV as before.
    static let own = """
        local P, found = KEYS[1], {}
        local active = redis.call('LRANGE', P .. 'active', 0, -1)
        for place = #active, 1, -1 do
            local id = active[place]
            if #found < tonumber(ARGV[4]) and redis.call('GET', P .. id .. ':lock') == ARGV[2] then
                redis.call('SET', P .. id .. ':lock', ARGV[2], 'PX', ARGV[3])
                found[#found + 1] = { id, redis.call('HGET', P .. id, 'data') or '' }
            end
        end
        return found
        """

    /// Holds on to jobs; returns those that somebody else has by now.
    ///
    /// ARGV: token, lock in ms, ids.
    static let renew = """
        local P, lost = KEYS[1], {}
        for place = 3, #ARGV do
            local id = ARGV[place]
            if redis.call('GET', P .. id .. ':lock') == ARGV[1] then
                redis.call('SET', P .. id .. ':lock', ARGV[1], 'PX', ARGV[2])
                redis.call('SREM', P .. 'stalled', id)
            else
                lost[#lost + 1] = id
            end
        end
        return lost
        """

    /// Ends jobs that are locked by the token, and leaves others alone.
    ///
    /// ARGV: now in ms, token, then id and reason of each; an
    /// empty reason completes a job, another one fails it.
    static let finish = """
        local P, now, ended = KEYS[1], tonumber(ARGV[1]), 0
        for place = 3, #ARGV, 2 do
            local id, reason = ARGV[place], ARGV[place + 1]
            local key = P .. id
            if redis.call('GET', key .. ':lock') == ARGV[2] then
                redis.call('DEL', key .. ':lock')
                redis.call('SREM', P .. 'stalled', id)
                redis.call('LREM', P .. 'active', -1, id)
                redis.call('HINCRBY', key, 'atm', 1)
                ended = ended + 1
                local dedup = redis.call('HGET', key, 'deid')
                if dedup then
                    local mark = P .. 'de:' .. dedup
                    if redis.call('GET', mark) == id and redis.call('PTTL', mark) == -1 then redis.call('DEL', mark) end
                end
                local known, options = pcall(cjson.decode, redis.call('HGET', key, 'opts') or '{}')
                if not known or type(options) ~= 'table' then options = {} end
                local set, keep = P .. 'completed', options.removeOnComplete
                if reason ~= '' then set, keep = P .. 'failed', options.removeOnFail end
                if keep == true or keep == 0 then
                    redis.call('DEL', key, key .. ':logs', key .. ':dependencies', key .. ':processed')
                else
                    redis.call('ZADD', set, now, id)
                    redis.call('HSET', key, 'finishedOn', now)
                    if reason == '' then
                        redis.call('HSET', key, 'returnvalue', 'null')
                    else
                        redis.call('HSET', key, 'failedReason', reason, 'stacktrace', '[]')
                    end
                    local count, age, gone = nil, nil, {}
                    if type(keep) == 'number' then count = keep end
                    if type(keep) == 'table' then count, age = tonumber(keep.count), tonumber(keep.age) end
                    if age then
                        for _, old in ipairs(redis.call('ZRANGEBYSCORE', set, '-inf', now - age * 1000, 'LIMIT', 0, 1000)) do
                            gone[#gone + 1] = old
                        end
                    end
                    if count and count >= 0 then
                        local over = redis.call('ZCARD', set) - count
                        if over > 0 then
                            for _, old in ipairs(redis.call('ZRANGE', set, 0, math.min(over, 1000) - 1)) do gone[#gone + 1] = old end
                        end
                    end
                    for _, old in ipairs(gone) do
                        redis.call('ZREM', set, old)
                        redis.call('DEL', P .. old, P .. old .. ':logs', P .. old .. ':dependencies', P .. old .. ':processed')
                    end
                end
                if reason == '' then
                    redis.call('XADD', P .. 'events', '*', 'event', 'completed', 'jobId', id, 'returnvalue', 'null', 'prev', 'active')
                else
                    redis.call('XADD', P .. 'events', '*', 'event', 'failed', 'jobId', id, 'failedReason', reason, 'prev', 'active')
                end
            end
        end
        local most = tonumber(redis.call('HGET', P .. 'meta', 'opts.maxLenEvents') or '10000') or 10000
        redis.call('XTRIM', P .. 'events', 'MAXLEN', '~', most)
        return ended
        """

    /// Gives back what workers held that are gone: those that were seen active without a lock at the last look too.
    ///
    /// ARGV: interval in ms.
    static let stalled = """
        local P = KEYS[1]
        if not redis.call('SET', P .. 'stalled-check', '1', 'NX', 'PX', ARGV[1]) then return 0 end
        local back = 0
        for _, id in ipairs(redis.call('SMEMBERS', P .. 'stalled')) do
            if redis.call('EXISTS', P .. id .. ':lock') == 0 and redis.call('LREM', P .. 'active', 1, id) > 0 then
                redis.call('HINCRBY', P .. id, 'stc', 1)
                redis.call('RPUSH', P .. 'wait', id)
                redis.call('XADD', P .. 'events', '*', 'event', 'stalled', 'jobId', id)
                redis.call('XADD', P .. 'events', '*', 'event', 'waiting', 'jobId', id, 'prev', 'active')
                back = back + 1
            end
        end
        redis.call('DEL', P .. 'stalled')
        for _, id in ipairs(redis.call('LRANGE', P .. 'active', 0, -1)) do
            if string.sub(id, 1, 2) ~= '0:' then redis.call('SADD', P .. 'stalled', id) end
        end
        if back > 0 then redis.call('ZADD', P .. 'marker', 0, '0') end
        return back
        """
}
#endif
