#!/usr/bin/env python3
import json, sys

me, last_id, waiting = "", 0, {}

def send(dest, body):
    print(json.dumps({"src": me, "dest": dest, "body": body}), flush=True)

def reply(request, body):
    send(request["src"], {**body, "in_reply_to": request["body"]["msg_id"]})

def call_store(body, then):
    global last_id
    last_id += 1
    waiting[last_id] = then
    send("seq-kv", {**body, "msg_id": last_id})

def add(request):
    def try_cas(found):
        old = found.get("value", 0)
        new = old + request["body"]["delta"]
        cas = {"type": "cas", "key": "total", "from": old, "to": new, "create_if_not_exists": True}
        call_store(cas, lambda done: reply(request, {"type": "add_ok"}) if done["type"] == "cas_ok" else add(request))
    call_store({"type": "read", "key": "total"}, try_cas)

def read(request):
    answer = lambda found: reply(request, {"type": "read_ok", "value": found.get("value", 0)})
    call_store({"type": "read", "key": "total"}, answer)

for line in sys.stdin:
    message = json.loads(line)
    body = message["body"]
    if "in_reply_to" in body:
        waiting.pop(body["in_reply_to"], lambda _: None)(body)
    elif body["type"] == "init":
        me = body["node_id"]
        reply(message, {"type": "init_ok"})
    else:
        {"add": add, "read": read}[body["type"]](message)
