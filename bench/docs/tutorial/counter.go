// A g-counter node: one key in seq-kv, raised by compare-and-set. Build it with `go build counter.go`.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
)

type body map[string]any

type message struct {
	Src  string `json:"src"`
	Dest string `json:"dest"`
	Body body   `json:"body"`
}

var (
	me      string
	lastID  float64
	waiting = map[float64]func(body){}
)

func send(dest string, b body) {
	line, _ := json.Marshal(message{me, dest, b})
	fmt.Println(string(line))
}

func reply(request message, b body) {
	b["in_reply_to"] = request.Body["msg_id"]
	send(request.Src, b)
}

func callStore(b body, then func(body)) {
	lastID++
	b["msg_id"] = lastID
	waiting[lastID] = then
	send("seq-kv", b)
}

// readTotal gives the total that the store shows, 0 if there is none yet.
func readTotal(then func(total float64)) {
	callStore(body{"type": "read", "key": "total"}, func(found body) {
		total, _ := found["value"].(float64)
		then(total)
	})
}

func add(request message) {
	readTotal(func(old float64) {
		next := old + request.Body["delta"].(float64)
		cas := body{"type": "cas", "key": "total", "from": old, "to": next, "create_if_not_exists": true}
		callStore(cas, func(done body) {
			if done["type"] == "cas_ok" {
				reply(request, body{"type": "add_ok"})
			} else {
				add(request)
			}
		})
	})
}

func read(request message) {
	// A write that changes something is run on the newest state, so the read after it is fresh.
	barrier := body{"type": "write", "key": "barrier-" + me, "value": lastID + 1}
	callStore(barrier, func(body) {
		readTotal(func(total float64) { reply(request, body{"type": "read_ok", "value": total}) })
	})
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var m message
		if json.Unmarshal(lines.Bytes(), &m) != nil {
			fmt.Fprintln(os.Stderr, "not JSON:", lines.Text())
			continue
		}
		if id, isReply := m.Body["in_reply_to"].(float64); isReply {
			if then := waiting[id]; then != nil {
				delete(waiting, id)
				then(m.Body)
			}
			continue
		}
		switch m.Body["type"] {
		case "init":
			me = m.Body["node_id"].(string)
			reply(m, body{"type": "init_ok"})
		case "add":
			add(m)
		case "read":
			read(m)
		}
	}
}
