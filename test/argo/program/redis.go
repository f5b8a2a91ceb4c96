package main

import (
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/spf13/cobra"
)

// redisCommand serves a Redis on --address until the program is told to end. Argo CD only keeps what it can compute again in
// it, so nothing is written to disk.
func redisCommand() *cobra.Command {
	var address string
	command := &cobra.Command{
		Use:  "redis-server",
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			server := miniredis.NewMiniRedis()
			if err := server.StartAddr(address); err != nil {
				return err
			}
			defer server.Close()
			ended := make(chan os.Signal, 1)
			signal.Notify(ended, os.Interrupt, syscall.SIGTERM)
			// Its clock stands still unless it is moved; without this no key would ever expire.
			seconds := time.NewTicker(time.Second)
			defer seconds.Stop()
			for {
				select {
				case <-seconds.C:
					server.FastForward(time.Second)
				case <-ended:
					return nil
				}
			}
		},
	}
	command.Flags().StringVar(&address, "address", "127.0.0.1:6379", "address to listen on, host:port")
	return command
}
