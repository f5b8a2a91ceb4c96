// krorun runs instances through kro's own compiler and runtime, without an API server:
//
//	krorun CRDDIR <cases.json >outcomes.json
//
// A case is a definition, an instance and what is there in the cluster: the statuses of its objects; its outcome says what the API server would
// refuse the instance for, else what kro makes of it. The outcome of a case without an instance is the definition's kind.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"example.org/data-pipelines/cluster/admission"
	"example.org/data-pipelines/cluster/compiler"
	"example.org/data-pipelines/cluster/play"
	"github.com/kubernetes-sigs/kro/pkg/graph"
	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	k8sjson "k8s.io/apimachinery/pkg/util/json"
)

type testCase struct {
	// Definition as YAML or JSON.
	Definition string          `json:"definition"`
	Instance   json.RawMessage `json:"instance"`
	Cluster    play.Cluster    `json:"cluster"`
}

type outcome struct {
	// Problems for which the API server would refuse the instance.
	Problems []string `json:"problems,omitempty"`
	// Error of kro.
	Error string `json:"error,omitempty"`
	// Kind that the definition makes.
	Kind *apiextensions.CustomResourceDefinition `json:"kind,omitempty"`
	// Instance with its defaults.
	Instance map[string]any `json:"instance,omitempty"`
	*play.Outcome
}

// definition is a definition that kro has compiled, and the kind that it makes.
type definition struct {
	graph *graph.Graph
	kind  *admission.Kind
}

func main() {
	if len(os.Args) != 2 {
		fail(fmt.Errorf("usage: krorun CRDDIR <cases.json"))
	}
	kro, err := compiler.New(os.Args[1])
	fail(err)
	var cases []json.RawMessage
	fail(json.NewDecoder(os.Stdin).Decode(&cases))
	known := map[string]*definition{}
	outcomes := make([]outcome, len(cases))
	for i, text := range cases {
		var one testCase
		// Kubernetes' decoder keeps whole numbers whole.
		fail(k8sjson.Unmarshal(text, &one))
		outcomes[i] = run(kro, known, one)
	}
	fail(json.NewEncoder(os.Stdout).Encode(outcomes))
}

func run(kro *compiler.Compiler, known map[string]*definition, one testCase) outcome {
	if known[one.Definition] == nil {
		compiled, err := compile(kro, one.Definition)
		if err != nil {
			return outcome{Error: err.Error()}
		}
		known[one.Definition] = compiled
	}
	compiled := known[one.Definition]
	if len(one.Instance) == 0 {
		return outcome{Kind: compiled.graph.CRD}
	}
	var instance unstructured.Unstructured
	if err := instance.UnmarshalJSON(one.Instance); err != nil {
		return outcome{Error: err.Error()}
	}
	admitted, problems := compiled.kind.Admit(&instance)
	if len(problems) > 0 {
		return outcome{Problems: problems}
	}
	played, err := play.Play(compiled.graph, admitted, one.Cluster)
	if err != nil {
		return outcome{Error: err.Error()}
	}
	return outcome{Instance: admitted.Object, Outcome: played}
}

func compile(kro *compiler.Compiler, text string) (*definition, error) {
	compiled, err := kro.Compile([]byte(text))
	if err != nil {
		return nil, err
	}
	kind, err := admission.For(compiled.CRD)
	if err != nil {
		return nil, err
	}
	return &definition{compiled, kind}, nil
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "krorun:", err)
		os.Exit(2)
	}
}
