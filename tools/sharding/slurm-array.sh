#!/bin/sh
# A Slurm array: sbatch tools/sharding/slurm-array.sh, from the project's folder, after it was built.
#SBATCH --job-name=streamspec-explore
#SBATCH --array=1-64
#SBATCH --cpus-per-task=1
#SBATCH --output=explore-%a.log
exec build/release/bin/streamspec explore --random --seed 1 --count 10000000 \
    --shard "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT" --format json >"explore-$SLURM_ARRAY_TASK_ID.json"
