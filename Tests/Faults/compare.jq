# Compares what a simulated CRM holds with what the simulated shop has: $shop and $held are their states, $crm names the CRM.
def number: if . == null then null else tonumber * 100 | round end;
def stage: if .cancelled or (.financial | IN("voided", "refunded")) then "lost"
    elif .financial | IN("paid", "partially_refunded") then "won" else "open" end;
def told: if . == null then null elif ascii_downcase | test("won") then "won" elif ascii_downcase | test("lost") then "lost" else "open" end;

def orders:
    if $crm == "hubspot" then .deals.records[].properties
        | {id: .shopify_order_id, name: .dealname, amount, stage: .dealstage, status: .shopify_financial_status}
    elif $crm == "salesforce" then .Opportunity.records[]
        | {id: .Shopify_Order_Id__c, name: .Name, amount: .Amount, stage: .StageName, status: .Shopify_Financial_Status__c}
    elif $crm == "zoho" then .Deals.records[]
        | {id: .Shopify_Order_ID, name: .Deal_Name, amount: .Amount, stage: .Stage, status: .Shopify_Payment_Status}
    else .Opportunity.records[] | {id: .cShopifyOrderId, name, amount, stage, status: null} end
    | .amount |= number | .stage |= told;
def customers:
    if $crm == "hubspot" then .contacts.records[].properties | {id: .shopify_customer_id, email, firstName: .firstname, lastName: .lastname}
    elif $crm == "salesforce" then .Contact.records[] | {id: .Shopify_Customer_Id__c, email: .Email, firstName: .FirstName, lastName: .LastName}
    elif $crm == "zoho" then .Contacts.records[] | {id: .Shopify_Customer_ID, email: .Email, firstName: .First_Name, lastName: .Last_Name}
    else .Contact.records[] | {id: .cShopifyCustomerId, email: .emailAddress, firstName, lastName} end
    | .email |= (if . then ascii_downcase else null end);

def wanted_order: {
    name: "Shopify Order \(.name)", amount: (.total | number), stage: stage,
    status: (if $crm == "espocrm" then null else .financial end)
};
# CRMs that want a last name get one in its place.
def wanted_customer: {
    email: (if .email then .email | ascii_downcase else null end),
    firstName: (if .lastName then .firstName else null end), lastName
};
def differs($want): . as $have | any($want | to_entries[]; .value != null and $have[.key] != .value);

def compared($truth; $records; $kind):
    ($records | group_by(.id) | map({key: (.[0].id // ""), value: .}) | from_entries) as $by
    | ($truth | map({key: .id, value: .want}) | from_entries) as $wants
    | {
        records: ($records | length),
        lost: [$truth[] | select($by[.id] == null) | "\($kind) \(.id) is not there"],
        duplicated: [$truth[] | select(($by[.id] // []) | length > 1) | "\($kind) \(.id) is there \($by[.id] | length) times"],
        stale: [$truth[] | . as $one | ($by[.id] // [])[:1][] | select(differs($one.want)) | "\($kind) \($one.id): \(del(.id)), not \($one.want)"],
        missed: [$truth[] | . as $one | select($by[.id] == null or any(($by[.id] // [])[:1][]; differs($one.want))) | "\($kind) \(.id)"],
        strays: [$records[] | select(.id == null or $wants[.id] == null) | "\($kind) \(.id) is nobody's"]
    };

($shop[0]) as $s | ($held[0]) as $h
| compared([$s.orderRecords[] | {id, want: wanted_order}]; [$h | orders]; "order") as $orders
| compared([$s.customerRecords[] | {id, want: wanted_customer}]; [$h | customers]; "customer") as $customers
| {
    crm: $crm, records: ($orders.records + $customers.records),
    lost: ($orders.lost + $customers.lost | length), duplicated: ($orders.duplicated + $customers.duplicated | length),
    stale: ($orders.stale + $customers.stale | length), strays: ($orders.strays + $customers.strays | length),
    # By the names under which the simulated shop tells what it never delivered.
    missed: ($orders.missed + $customers.missed),
    examples: ([$orders, $customers | .lost[:3], .duplicated[:3], .stale[:3], .strays[:3]] | add)
}
