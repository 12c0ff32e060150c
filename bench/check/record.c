// SPDX-License-Identifier: GPL-2.0 OR MIT
#include "check/record.h"

#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check/probe.h"
#include "plan/script.h"

#define HOOK_SECONDS 5u
#define PAGE_BYTES 4096u

/**
 * struct shared - memory of child and parent.
 * @record: the result.
 * @hook: the hook that runs, which the parent names if the child dies.
 */
struct shared {
	struct check_record record;
	enum peek_hook hook;
	int err;
	char why[CHECK_WHY_BYTES];
};

struct recorder {
	struct shared *shared;
	const struct peek_strategy *strategy;
	struct check_probe probe[PROBES];
};

static int broken(struct shared *shared, int err, const char *what)
{
	snprintf(shared->why, sizeof(shared->why), "%s() %s",
		 script_hook_name(shared->hook), what);
	return err;
}

static int priv_number(struct check_record *record, const u64 *priv)
{
	for (u32 i = 0; i < record->priv_count; i++)
		if (record->priv[i][0] == priv[0] &&
		    record->priv[i][1] == priv[1])
			return (int)i;
	if (record->priv_count == CHECK_PRIVS)
		return -E2BIG;
	memcpy(record->priv[record->priv_count], priv, sizeof(record->priv[0]));
	return (int)record->priv_count++;
}

static bool directions_fit(const struct check_run *run)
{
	for (u32 i = 0; i < run->call_count; i++)
		if (dma_direction_wrong(run->call[i].for_device,
					run->call[i].dir))
			return false;
	return true;
}

static int run_hook(struct recorder *rec, enum peek_hook hook, u32 priv,
		    struct check_run *run)
{
	static const char unsteady[] = "does not do the same every time: it "
				       "keeps state outside priv";
	struct shared *shared = rec->shared;
	struct check_record *record = &shared->record;
	const u64 *left = rec->probe[PROBE_PLAIN].buf.priv;
	int after;

	shared->hook = hook;
	for (u32 i = 0; i < PROBES; i++) {
		check_probe_run(&rec->probe[i], rec->strategy, hook,
				record->priv[priv]);
		if (rec->probe[i].wrong)
			return broken(shared, -EPROTO, rec->probe[i].wrong);
	}
	for (u32 i = 0; i < DMA_DIRECTIONS; i++)
		if (memcmp(rec->probe[i].buf.priv, left, 2 * sizeof(u64)))
			return broken(shared, -EPROTO, unsteady);
	if (check_probe_merge(rec->probe, run))
		return broken(shared, -EPROTO, unsteady);
	if (!directions_fit(run))
		return broken(shared, -EPROTO,
			      "syncs for the CPU TO_DEVICE: there the device "
			      "writes nothing");
	after = priv_number(record, left);
	if (after < 0)
		return broken(shared, after,
			      "leads to more than 64 private states");
	run->after = (u8)after;
	run->done = 1;
	return 0;
}

static int record_one(struct recorder *rec, enum peek_hook hook, u32 priv)
{
	struct check_run *run = &rec->shared->record.run[hook][priv];

	return run->done ? 0 : run_hook(rec, hook, priv, run);
}

/* Record the hooks from private state @p, in which a look can begin. */
static int record_look(struct recorder *rec, u32 p, bool *begins, bool *again)
{
	const struct check_record *record = &rec->shared->record;
	u32 q, after, dirtied;
	int err = record_one(rec, PEEK_DIRTIED, p);

	if (!err)
		err = record_one(rec, PEEK_PREPARE_PEEK, p);
	if (err)
		return err;
	dirtied = record->run[PEEK_DIRTIED][p].after;
	q = record->run[PEEK_PREPARE_PEEK][p].after;
	err = record_one(rec, PEEK_DONE_NOT_READY, q);
	if (!err)
		err = record_one(rec, PEEK_DONE_READY, q);
	if (err)
		return err;
	after = record->run[PEEK_DONE_NOT_READY][q].after;
	*again |= !begins[after] || !begins[dirtied];
	begins[after] = true;
	begins[dirtied] = true;
	return 0;
}

/* Record the hooks from every private state in which a look can begin. */
static int record_all(struct recorder *rec)
{
	struct check_record *record = &rec->shared->record;
	bool begins[CHECK_PRIVS] = {false};
	bool again = true;
	int err = record_one(rec, PEEK_ARMED, 0);

	if (err)
		return err;
	begins[record->run[PEEK_ARMED][0].after] = true;
	while (again) {
		again = false;
		for (u32 p = 0; p < record->priv_count; p++) {
			if (!begins[p])
				continue;
			err = record_look(rec, p, begins, &again);
			if (err)
				return err;
		}
	}
	return 0;
}

static bool same_run(const struct check_run *a, const struct check_run *b)
{
	bool same = a->after == b->after && a->call_count == b->call_count;

	for (u32 i = 0; same && i < a->call_count; i++)
		same = a->call[i].for_device == b->call[i].for_device &&
		       a->call[i].dir == b->call[i].dir &&
		       a->call[i].offset == b->call[i].offset &&
		       a->call[i].size == b->call[i].size;
	return same;
}

/*
 * Record again, in reverse order, to find a hook that keeps state elsewhere:
 * its calls differ.
 */
static int record_again(struct recorder *rec)
{
	struct check_record *record = &rec->shared->record;
	int err = 0;

	for (u32 i = PEEK_HOOKS * CHECK_PRIVS; i-- > 0 && !err;) {
		enum peek_hook hook = i / CHECK_PRIVS;
		u32 priv = i % CHECK_PRIVS;
		const struct check_run *first = &record->run[hook][priv];
		struct check_run second = {0};

		if (!first->done)
			continue;
		err = run_hook(rec, hook, priv, &second);
		if (!err && !same_run(first, &second))
			err = broken(rec->shared, -EPROTO,
				     "does not do the same every time: it "
				     "keeps state outside priv");
	}
	return err;
}

static void child(struct shared *shared, const struct peek_strategy *strategy,
		  const struct rx_layout *layout)
{
	struct recorder rec = {.shared = shared, .strategy = strategy};
	const struct rlimit no_core = {0};
	void *data = mmap(NULL, PAGE_BYTES, PROT_NONE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setrlimit(RLIMIT_CORE, &no_core);
	signal(SIGSEGV, SIG_DFL);
	signal(SIGBUS, SIG_DFL);
	signal(SIGALRM, SIG_DFL);
	alarm(HOOK_SECONDS);
	if (data == MAP_FAILED) {
		shared->err = -ENOMEM;
		_exit(0);
	}
	for (u32 i = 0; i < PROBES; i++)
		check_probe_init(&rec.probe[i], i, data, layout);
	shared->record.priv_count = 1;
	shared->err = record_all(&rec);
	if (!shared->err)
		shared->err = record_again(&rec);
	_exit(0);
}

static int judge(const struct shared *shared, int status, char *why)
{
	const char *hook = script_hook_name(shared->hook);

	if (WIFEXITED(status) && shared->err != -ECHILD) {
		snprintf(why, CHECK_WHY_BYTES, "%s", shared->why);
		return shared->err;
	}
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV)
		snprintf(why, CHECK_WHY_BYTES,
			 "%s() touches the buffer or memory that is not its "
			 "own, behind the DMA API",
			 hook);
	else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
		snprintf(why, CHECK_WHY_BYTES, "%s() does not return", hook);
	else
		snprintf(why, CHECK_WHY_BYTES, "%s() ends its process", hook);
	return -EPROTO;
}

static int run_child(struct shared *shared,
		     const struct peek_strategy *strategy,
		     const struct rx_layout *layout, char *why)
{
	int status;
	pid_t pid;

	shared->err = -ECHILD; /* until the child has finished */
	pid = fork();
	if (pid < 0) {
		snprintf(why, CHECK_WHY_BYTES, "fork: %s", strerror(errno));
		return -errno;
	}
	if (!pid)
		child(shared, strategy, layout);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return judge(shared, status, why);
}

int check_record(struct check_record *record,
		 const struct peek_strategy *strategy,
		 const struct rx_layout *layout, char *why)
{
	struct shared *shared =
		mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int err;

	why[0] = '\0';
	if (shared == MAP_FAILED) {
		snprintf(why, CHECK_WHY_BYTES, "out of memory");
		return -ENOMEM;
	}
	err = run_child(shared, strategy, layout, why);
	*record = shared->record;
	munmap(shared, sizeof(*shared));
	return err;
}
