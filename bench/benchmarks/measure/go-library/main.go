// A counter node on Maelstrom's Go library, to compare with: a key for each node, raised by compare-and-set, one write under
// way at a time with all adds that came meanwhile in the next one, and an add acknowledged when it is durable.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log"
	"sync"

	maelstrom "github.com/jepsen-io/maelstrom/demo/go"
)

type counter struct {
	node *maelstrom.Node
	kv   *maelstrom.KV

	mu       sync.Mutex
	waiting  []maelstrom.Message
	sum      int
	stored   int
	flushing bool
}

func (c *counter) add(msg maelstrom.Message) error {
	var body struct {
		Delta int `json:"delta"`
	}
	if err := json.Unmarshal(msg.Body, &body); err != nil {
		return err
	}
	c.mu.Lock()
	c.waiting = append(c.waiting, msg)
	c.sum += body.Delta
	flush := !c.flushing
	c.flushing = true
	c.mu.Unlock()
	if flush {
		c.flush()
	}
	return nil
}

func (c *counter) flush() {
	for {
		c.mu.Lock()
		batch, sum := c.waiting, c.sum
		c.waiting, c.sum = nil, 0
		if len(batch) == 0 {
			c.flushing = false
			c.mu.Unlock()
			return
		}
		from := c.stored
		c.mu.Unlock()
		// In doubt, the same again: it applies once, or finds that it has.
		for {
			err := c.kv.CompareAndSwap(context.Background(), c.node.ID(), from, from+sum, true)
			var refusal *maelstrom.RPCError
			if err == nil || errors.As(err, &refusal) && refusal.Code == maelstrom.PreconditionFailed {
				break
			}
		}
		c.mu.Lock()
		c.stored = from + sum
		c.mu.Unlock()
		for _, msg := range batch {
			_ = c.node.Reply(msg, map[string]any{"type": "add_ok"})
		}
	}
}

func (c *counter) read(msg maelstrom.Message) error {
	total := 0
	for _, id := range c.node.NodeIDs() {
		value, err := c.kv.ReadInt(context.Background(), id)
		var missing *maelstrom.RPCError
		if err != nil && !(errors.As(err, &missing) && missing.Code == maelstrom.KeyDoesNotExist) {
			return err
		}
		total += value
	}
	return c.node.Reply(msg, map[string]any{"type": "read_ok", "value": total})
}

func main() {
	// The library logs every message; what that costs on a disk is not what is measured here.
	log.SetOutput(io.Discard)
	node := maelstrom.NewNode()
	c := &counter{node: node, kv: maelstrom.NewSeqKV(node)}
	node.Handle("add", c.add)
	node.Handle("read", c.read)
	if err := node.Run(); err != nil {
		panic(err)
	}
}
