-- A wrk script: every request is another order of about 8.5 KB with another webhook id, signed as Shopify signs it.
--   wrk -t1 -c32 -d10s -s signed-orders.lua URL -- SECRET SHOP
-- At the end it prints one line of `name=value` pairs for ./run: counts, microseconds.
-- The signature is made by libcrypto itself through LuaJIT's ffi, so that the load costs as little as it can.

local ffi = require("ffi")
ffi.cdef [[
const void *EVP_sha256(void);
unsigned char *HMAC(const void *md, const void *key, int key_len, const unsigned char *data, size_t n,
                    unsigned char *out, unsigned int *out_len);
int EVP_EncodeBlock(unsigned char *out, const unsigned char *data, int n);
]]

local function libcrypto()
    for _, name in ipairs({ "libcrypto.so.3", "libcrypto.so.1.1", "crypto" }) do
        local found, library = pcall(ffi.load, name)
        if found then return library end
    end
    error("libcrypto was not found; install OpenSSL")
end

local crypto = libcrypto()
local sha256 = crypto.EVP_sha256()
local digest, digest_length = ffi.new("unsigned char[32]"), ffi.new("unsigned int[1]")
local encoded = ffi.new("unsigned char[64]")

local function signature(secret, body)
    crypto.HMAC(sha256, secret, #secret, body, #body, digest, digest_length)
    return ffi.string(encoded, crypto.EVP_EncodeBlock(encoded, digest, 32))
end

-- The template. ORDER, CUSTOMER and NUMBER stand for digits that differ in every request; their count never does.

local function money(amount)
    return ('{"shop_money":{"amount":"%s","currency_code":"EUR"},"presentment_money":{"amount":"%s","currency_code":"EUR"}}')
        :format(amount, amount)
end

local function address(extra)
    return '{' .. extra .. '"first_name":"Ada","last_name":"Bench NUMBER","company":null,"address1":"Long Street 17",'
        .. '"address2":null,"city":"Freiburg","province":null,"country":"Germany","zip":"79098","phone":"+497615550100",'
        .. '"name":"Ada Bench NUMBER","country_code":"DE","province_code":null'
end

local function line(position, title, sku, quantity, price)
    return ('{"id":ORDER%d,"admin_graphql_api_id":"gid://shopify/LineItem/ORDER%d","attributed_staffs":[],'):format(position, position)
        .. ('"current_quantity":%d,"fulfillable_quantity":%d,"fulfillment_service":"manual","fulfillment_status":null,'):format(quantity, quantity)
        .. ('"gift_card":false,"grams":350,"name":"%s","price":"%s","price_set":%s,"product_exists":true,'):format(title, price, money(price))
        .. ('"product_id":81000000000%d,"properties":[],"quantity":%d,"requires_shipping":true,"sku":"%s",'):format(position, quantity, sku)
        .. ('"taxable":true,"title":"%s","total_discount":"0.00","total_discount_set":%s,"variant_id":45000000000%d,'):format(title, money("0.00"), position)
        .. '"variant_inventory_management":"shopify","variant_title":null,"vendor":"Bench Supply","tax_lines":[{"channel_liable":false,'
        .. ('"price":"3.19","price_set":%s,"rate":0.19,"title":"DE VAT"}],"duties":[],"discount_allocations":[]}'):format(money("3.19"))
end

local function price(name, amount)
    return ('"%s":"%s","%s_set":%s,'):format(name, amount, name, money(amount))
end

local template = '{"id":ORDER,"admin_graphql_api_id":"gid://shopify/Order/ORDER","app_id":580111,"browser_ip":"192.0.2.17",'
    .. '"buyer_accepts_marketing":false,"cancel_reason":null,"cancelled_at":null,"cart_token":"cart-ORDER","checkout_token":"checkout-ORDER",'
    .. '"client_details":{"accept_language":"de-DE","browser_height":null,"browser_ip":"192.0.2.17","browser_width":null,'
    .. '"session_hash":null,"user_agent":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"},'
    .. '"closed_at":null,"confirmation_number":"CNUMBER","confirmed":true,"contact_email":"buyer.CUSTOMER@example.com",'
    .. '"created_at":"2026-11-20T10:15:30+01:00","currency":"EUR",' .. price("current_subtotal_price", "159.70")
    .. price("current_total_price", "164.60") .. price("current_total_tax", "26.28")
    .. '"customer_locale":"de-DE","device_id":null,"discount_codes":[],"email":"buyer.CUSTOMER@example.com","estimated_taxes":false,'
    .. '"financial_status":"paid","fulfillment_status":null,"landing_site":"/products/desk-lamp?utm_source=newsletter","location_id":null,'
    .. '"name":"#NUMBER","note":null,"note_attributes":[],"number":NUMBER,"order_number":NUMBER,'
    .. '"order_status_url":"https://bench.example.com/orders/ORDER/authenticate","payment_gateway_names":["shopify_payments"],"phone":null,'
    .. '"po_number":null,"presentment_currency":"EUR","processed_at":"2026-11-20T10:15:29+01:00","referring_site":"https://www.example.com/",'
    .. '"source_name":"web",' .. price("subtotal_price", "159.70") .. '"tags":"newsletter, first-order","tax_exempt":false,'
    .. ('"tax_lines":[{"price":"26.28","rate":0.19,"title":"DE VAT","price_set":%s,"channel_liable":false}],'):format(money("26.28"))
    .. '"taxes_included":true,"test":false,"token":"token-ORDER",'
    .. price("total_line_items_price", "159.70") .. '"total_outstanding":"0.00",' .. price("total_price", "164.60")
    .. ('"total_shipping_price_set":%s,'):format(money("4.90")) .. price("total_tax", "26.28")
    .. '"total_tip_received":"0.00","total_weight":1050,"updated_at":"2026-11-20T10:15:31+01:00","user_id":null,'
    .. '"billing_address":' .. address("") .. ',"latitude":47.99,"longitude":7.85},'
    .. '"customer":{"id":CUSTOMER,"created_at":"2026-11-20T10:15:00+01:00","updated_at":"2026-11-20T10:15:31+01:00","first_name":"Ada",'
    .. '"last_name":"Bench NUMBER","state":"disabled","note":null,"verified_email":true,"multipass_identifier":null,"tax_exempt":false,'
    .. '"email":"buyer.CUSTOMER@example.com","phone":null,"currency":"EUR","tax_exemptions":[],'
    .. '"admin_graphql_api_id":"gid://shopify/Customer/CUSTOMER","default_address":'
    .. address('"id":CUSTOMER,"customer_id":CUSTOMER,') .. ',"country_name":"Germany","default":true}},'
    .. '"discount_applications":[],"fulfillments":[],"line_items":['
    .. line(1, "Desk lamp, brass", "LAMP-BRASS-01", 1, "89.90") .. ',' .. line(2, "Linen shade, natural", "SHADE-LIN-03", 2, "24.95") .. ','
    .. line(3, "LED bulb E27, warm white, 6 W", "BULB-E27-WW6", 1, "19.90")
    .. '],"payment_terms":null,"refunds":[],"shipping_address":' .. address("") .. ',"latitude":47.99,"longitude":7.85},'
    .. ('"shipping_lines":[{"id":ORDER9,"carrier_identifier":null,"code":"Standard","discounted_price":"4.90","discounted_price_set":%s,'):format(money("4.90"))
    .. ('"is_removed":false,"phone":null,"price":"4.90","price_set":%s,"source":"shopify","title":"Standard","tax_lines":[],'):format(money("4.90"))
    .. '"discount_allocations":[]}]}'

-- Cut once at the placeholders; a request then only fills the gaps and joins.
local pieces, gaps = {}, {}
local at = 1
while true do
    local first, last, name
    for _, candidate in ipairs({ "ORDER", "CUSTOMER", "NUMBER" }) do
        local from, to = template:find(candidate, at, true)
        if from and (not first or from < first) then first, last, name = from, to, candidate end
    end
    if not first then break end
    pieces[#pieces + 1] = template:sub(at, first - 1)
    pieces[#pieces + 1] = ""
    gaps[#gaps + 1] = { index = #pieces, name = name }
    at = last + 1
end
pieces[#pieces + 1] = template:sub(at)

-- Whole microseconds since 2020 as the first id: runs that follow each other never repeat one.
local first_id = (os.time() - 1577836800) * 1000000
local count = 0
local secret, head, tail

local function body()
    count = count + 1
    local id = first_id + count
    local values = {
        ORDER = ("%.0f"):format(id),
        CUSTOMER = ("%.0f"):format(id + 700000000000000),
        NUMBER = ("%07d"):format(1000000 + count % 9000000),
    }
    for _, gap in ipairs(gaps) do pieces[gap.index] = values[gap.name] end
    return table.concat(pieces), ("%08d-0000-4000-8000-%012d"):format(count % 100000000, id % 1000000000000)
end

function init(arguments)
    secret = arguments[1] or error("usage: wrk … -s signed-orders.lua URL -- SECRET SHOP")
    local shop = arguments[2] or error("usage: wrk … -s signed-orders.lua URL -- SECRET SHOP")
    head = ("POST %s HTTP/1.1\r\nHost: %s:%s\r\nContent-Type: application/json\r\nX-Shopify-Topic: orders/create\r\n"
        .. "X-Shopify-Shop-Domain: %s\r\nX-Shopify-API-Version: 2026-07\r\nX-Shopify-Triggered-At: %s\r\n")
        :format(wrk.path, wrk.host, wrk.port, shop, os.date("!%Y-%m-%dT%H:%M:%S.000Z"))
end

function request()
    local text, webhook_id = body()
    return table.concat({
        head, "X-Shopify-Webhook-Id: ", webhook_id, "\r\nX-Shopify-Event-Id: ", webhook_id, "\r\nX-Shopify-Hmac-Sha256: ",
        signature(secret, text), "\r\nContent-Length: ", #text, "\r\n\r\n", text,
    })
end

function done(summary, latency)
    local errors = summary.errors
    io.write(("result requests=%d microseconds=%d p50=%d p99=%d max=%d body=%d status_errors=%d socket_errors=%d\n"):format(
        summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), latency.max, #body(),
        errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
